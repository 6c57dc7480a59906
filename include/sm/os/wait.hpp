#pragma once
/// Waiting for a condition that another thread, process or machine brings about.

#include <sm/base/clock.hpp>
#include <sm/value/to_string.hpp>

#include <chrono>
#include <concepts>
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
    int times = 0;  ///< at most so many looks; 0: as many as there is time for
};

/// The result of waiting.
struct Waited {
    bool held = false;
    Duration took{};
    int looks = 0;
    std::string last_error{};  ///< of the last look that threw; empty if none did
    std::string last_seen{};   ///< by the last look that returned a value; empty if none did

    explicit operator bool() const { return held; }
};

/// "not in 5 s, 51 looks; the last saw [n1, n3]": for the message of a test.
std::string to_string(const Waited& waited);

/// Looks until `condition()` is true or patience ends; a look that throws counts as false.
///
///     EXPECT_TRUE(sm::eventually([&] { return cluster.leader().has_value(); }, {.limit = 10s}));
///
/// It looks at least once, and once more when the limit is reached. Time is the clock's, so that in
/// a simulation waiting costs no real time. Throws Misuse if the interval is not positive, or the
/// number of times below zero.
Waited eventually(const std::function<bool()>& condition, Patience patience = {},
                  Clock& clock = steady());

/// Looks until `holds` is true of the value that `look()` returns, and shows the last value.
///
///     const auto waited = sm::eventually([&] { return cluster.members(); },
///                                        [](const auto& members) { return members.size() == 3; });
///     EXPECT_TRUE(waited) << to_string(waited);
template <class Look, std::predicate<const std::invoke_result_t<Look&>&> Holds>
Waited eventually(Look&& look, Holds&& holds, Patience patience = {}, Clock& clock = steady()) {
    std::string seen;
    auto waited = eventually(
        [&] {
            const auto& now = look();
            seen = to_string(now);
            return static_cast<bool>(holds(now));
        },
        patience, clock);
    waited.last_seen = std::move(seen);
    return waited;
}

/// Calls `attempt()` until it returns without throwing, and returns what it returned; when patience
/// ends, it rethrows the exception of the last attempt.
///
///     const auto leader =
///         sm::retry([&] { return client.leader(); }, {.interval = 20ms, .times = 5});
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
