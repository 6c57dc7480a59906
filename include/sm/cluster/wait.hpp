#pragma once
/// Waiting for a condition that another thread, process or machine brings about.

#include <sm/value/clock.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace sm {

/// How long to wait, and how often to look.
struct Patience {
    Duration limit = std::chrono::seconds{5};
    Duration interval = std::chrono::milliseconds{100};
};

/// What was seen when the waiting ended.
struct Waited {
    bool held = false;
    Duration took{};
    int looks = 0;
    std::string last_error{};  // of the last look that threw; empty if none did

    explicit operator bool() const { return held; }
};

/// Looks until `condition()` is true or patience ends; a look that throws counts as false.
///
///     EXPECT_TRUE(sm::eventually([&] { return cluster.leader().has_value(); }, {.limit = 10s}));
///
/// It looks at least once, and once more when the limit is reached. Time is the clock's, so that in
/// a simulation waiting costs no real time. Throws Misuse if the interval is not positive.
Waited eventually(const std::function<bool()>& condition, Patience patience = {},
                  Clock& clock = steady());

/// Calls `attempt()` until it returns without throwing, and returns what it returned; when patience
/// ends, what the last attempt threw is thrown on.
template <class Attempt>
std::invoke_result_t<Attempt&> retry(Attempt&& attempt, Patience patience = {},
                                     Clock& clock = steady()) {
    using Result = std::invoke_result_t<Attempt&>;
    static_assert(!std::is_reference_v<Result>, "retry: return a value, not a reference");
    std::exception_ptr error;
    const auto caught = [&](auto&& body) {
        try {
            body();
            return true;
        } catch (...) {
            error = std::current_exception();
            return false;
        }
    };
    if constexpr (std::is_void_v<Result>) {
        if (!eventually([&] { return caught([&] { attempt(); }); }, patience, clock))
            std::rethrow_exception(error);
    } else {
        std::optional<Result> result;
        if (!eventually([&] { return caught([&] { result.emplace(attempt()); }); }, patience,
                        clock))
            std::rethrow_exception(error);
        return std::move(*result);
    }
}

}  // namespace sm
