#include <sm/history/fault_windows.hpp>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "history/run_clock.hpp"

namespace sm::history {
namespace {

using detail::RunClock;

enum class Role : std::uint8_t { begins, ends, either };

/// What a function of the nemesis says: whether a fault begins or ends, and which ("": any).
struct Word {
    Role role = Role::either;
    std::string subject;
};

std::string normal(std::string_view function) {
    std::string text;
    for (const char c : function) {
        const bool gap = c == '_' || c == ' ';
        text += gap ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

/// What follows the verb; nothing if the function does not begin with it.
std::optional<std::string> after(const std::string& function, std::string_view verb) {
    if (function == verb) return "";
    if (!function.starts_with(verb) || function[verb.size()] != '-') return std::nullopt;
    return function.substr(verb.size() + 1);
}

Word word_of(const Operation& operation) {
    const auto function = normal(operation.function);
    for (const std::string_view verb : {"start", "begin", "inject"}) {
        if (auto subject = after(function, verb)) return {Role::begins, *std::move(subject)};
    }
    for (const std::string_view verb : {"stop", "heal", "end", "undo", "recover", "reset"}) {
        if (auto subject = after(function, verb)) return {Role::ends, *std::move(subject)};
    }
    if (function == "resume") return {Role::ends, "pause"};
    return {Role::either, function};
}

/// Whether the word ends a fault of this name.
bool ends(const Word& word, const std::string& name) {
    // Jepsen's databases are killed, and started again.
    if (word.role == Role::begins) return word.subject.empty() && name == "kill";
    if (word.role == Role::either) return false;
    return word.subject.empty() || word.subject == name || name.starts_with(word.subject + "-") ||
           name.ends_with("-" + word.subject);
}

/// Follows the nemesis through the history.
class Follower {
 public:
    explicit Follower(std::span<const Operation> operations)
        : operations_(operations), clock_(operations) {
        for (std::size_t place = 0; place < operations.size(); ++place) {
            const Operation& operation = operations[place];
            if (!operation.by_nemesis() || operation.refused()) continue;
            steps_.push_back({place, word_of(operation)});
        }
    }

    std::vector<FaultWindow> windows() && {
        for (const Step& step : steps_) follow(step);
        for (On& on : on_) close(on, std::max(on.window.began, clock_.end()), true);
        std::stable_sort(windows_.begin(), windows_.end(),
                         [](const auto& a, const auto& b) { return a.began < b.began; });
        return std::move(windows_);
    }

 private:
    struct Step {
        std::size_t place;
        Word word;
    };
    struct On {
        std::string name;  ///< to those that end it
        FaultWindow window;
    };

    void follow(const Step& step) {
        const auto& [place, word] = step;
        const Operation& operation = operations_[place];
        if (is_a_stop_of_its_own(word, operation)) return add_own(place);
        if (end_some(word, operation)) return;
        if (word.role == Role::ends) return;
        if (word.role == Role::begins || only_begins(word.subject)) {
            begin(word.subject, place);
        } else {
            add_own(place);
        }
    }

    /// A fault called "stop", of processes, is no end of one called "start".
    bool is_a_stop_of_its_own(const Word& word, const Operation& operation) const {
        const bool stop = word.role == Role::ends && normal(operation.function) == "stop";
        return stop && operation.answered() && clock_.took(operation) > Duration{} &&
               std::none_of(on_.begin(), on_.end(), [](const On& on) { return on.name.empty(); });
    }

    /// Whether it tells of just that beginning: by the same value.
    bool is_end_of(const Operation& end, std::size_t beginning) const {
        return !end.value.is_nothing() && end.value == operations_[beginning].value;
    }

    bool has_end_of_its_own(const std::string& name, std::size_t beginning) const {
        return std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) {
            return step.place > beginning && ends(step.word, name) &&
                   is_end_of(operations_[step.place], beginning);
        });
    }

    bool end_some(const Word& word, const Operation& operation) {
        const auto own = std::find_if(on_.begin(), on_.end(), [&](const On& on) {
            return ends(word, on.name) && is_end_of(operation, on.window.place);
        });
        if (own != on_.end()) {
            close(*own, clock_.ended(operation), false);
            on_.erase(own);
            return true;
        }
        const auto ended = std::stable_partition(
            on_.begin(), on_.end(), [&](const On& on) { return !ends(word, on.name); });
        const bool some = ended != on_.end();
        std::for_each(ended, on_.end(), [&](On& on) { close(on, clock_.ended(operation), false); });
        on_.erase(ended, on_.end());
        return some;
    }

    /// Whether all operations of this name only begin their faults: each is followed by what ends
    /// it, and they took less time than then passed. Others lasted as long as their faults.
    bool only_begins(const std::string& name) {
        const auto known = only_begin_.find(name);
        if (known != only_begin_.end()) return known->second;
        const Operation* on = nullptr;
        bool ended_each = true;
        Duration took{};
        Duration stayed{};
        for (const auto& [place, word] : steps_) {
            const Operation& operation = operations_[place];
            if (on != nullptr && ends(word, name)) {
                stayed += clock_.began(operation) - clock_.began(*on) - took_by(*on);
                on = nullptr;
            } else if (word.role == Role::either && word.subject == name) {
                ended_each = ended_each && on == nullptr;
                on = &operation;
                took += took_by(operation);
            }
        }
        return only_begin_[name] = ended_each && on == nullptr && took < stayed;
    }

    Duration took_by(const Operation& operation) const {
        return operation.ended < operation.began ? Duration{} : clock_.took(operation);
    }

    void begin(const std::string& name, std::size_t place) {
        // Some tell of a beginning twice: that it was asked for, and how it went.
        const auto same =
            std::find_if(on_.begin(), on_.end(), [&](const On& on) { return on.name == name; });
        if (same == on_.end() || has_end_of_its_own(name, place)) {
            on_.push_back({name, window(name.empty() ? "fault" : name, place)});
        } else if (same->window.arguments.is_nothing()) {
            same->window.arguments = arguments(operations_[place]);
        }
    }

    void add_own(std::size_t place) {
        const Operation& operation = operations_[place];
        auto own = window(operation.function, place);
        own.ended = clock_.ended(operation);
        own.open = operation.indeterminate() && operation.ended < operation.began;
        windows_.push_back(std::move(own));
    }

    void close(On& on, Duration at, bool open) {
        on.window.ended = std::max(at, on.window.began);
        on.window.open = open;
        windows_.push_back(std::move(on.window));
    }

    FaultWindow window(const std::string& name, std::size_t place) const {
        const Operation& operation = operations_[place];
        return {.name = name,
                .arguments = arguments(operation),
                .began = clock_.began(operation),
                .place = place};
    }

    static Value arguments(const Operation& operation) {
        return operation.value.is_nothing() ? operation.answer : operation.value;
    }

    std::span<const Operation> operations_;
    RunClock clock_;
    std::vector<Step> steps_;
    std::map<std::string, bool> only_begin_;
    std::vector<On> on_;
    std::vector<FaultWindow> windows_;
};

}  // namespace

std::vector<FaultWindow> fault_windows(std::span<const Operation> operations) {
    return Follower(operations).windows();
}

}  // namespace sm::history
