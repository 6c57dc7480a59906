#pragma once
/// The acts of a run, and their outcomes.

#include <sm/base/clock.hpp>
#include <sm/spec/fault.hpp>
#include <sm/value/detail/any.hpp>
#include <sm/value/detail/shape.hpp>
#include <sm/workload/workers.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace sm::gen {

/// A time that never comes, and a wait without end.
inline constexpr Duration forever = Duration::max();

/// A client runs a command.
struct Issue {
    detail::Any command;
};
/// The nemesis injects a fault, and undoes it after a while unless that is `forever`.
struct Inject {
    Fault fault;
    Duration lasts = forever;
};
/// The nemesis undoes the active faults of this name; all if it is empty.
struct Heal {
    std::string name;
};
/// A worker does nothing for a while.
struct Sleep {
    Duration lasts{};
};
/// A line in the log of the run.
struct Say {
    std::string text;
};
using Act = std::variant<Issue, Inject, Heal, Sleep, Say>;

/// On one line: the command as it is, `inject partition [n1] for 5s`, `heal`, `sleep 10s`.
std::string to_string(const Act& act);

/// The outcome of an act, which its generator gets as an event.
struct Event {
    enum class Kind : std::uint8_t { began, answered, refused, unknown };
    Kind kind = Kind::began;
    Duration at{};
    Worker worker = first_client;
    const Act* act = nullptr;
};

/// `answered`, and so on.
std::string to_string(Event::Kind kind);

}  // namespace sm::gen

namespace sm::detail::inline workload {

/// Who can do an act.
enum class Doer : std::uint8_t { client, nemesis, anyone };

inline Doer doer_of(const Act& act) {
    constexpr Doer doers[] = {Doer::client, Doer::nemesis, Doer::nemesis, Doer::anyone,
                              Doer::anyone};
    return doers[act.index()];
}

inline bool can_do(Worker worker, Doer doer) {
    return doer == Doer::anyone || (worker == nemesis_worker) == (doer == Doer::nemesis);
}

template <class T>
concept IsAct =
    std::same_as<T, gen::Issue> || std::same_as<T, gen::Inject> || std::same_as<T, gen::Heal> ||
    std::same_as<T, gen::Sleep> || std::same_as<T, gen::Say>;

/// A command, or one in a variant of commands, as a gen::Issue; an act as it is.
template <class T>
Act act_of(T done) {
    if constexpr (IsAct<T>) {
        return done;
    } else if constexpr (is_variant<T>) {
        return std::visit([](auto& one) { return act_of(std::move(one)); }, done);
    } else {
        return gen::Issue{Any::of<T>(std::move(done))};
    }
}

template <class T>
constexpr Doer doer_of_type() {
    if constexpr (std::same_as<T, gen::Inject> || std::same_as<T, gen::Heal>) return Doer::nemesis;
    if constexpr (std::same_as<T, gen::Sleep> || std::same_as<T, gen::Say>) return Doer::anyone;
    return Doer::client;
}

}  // namespace sm::detail::inline workload
