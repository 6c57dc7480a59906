#pragma once
/// A register that is written beside workers who watch it: all of them must be told the same.

#include <sm/checkers/checker.hpp>
#include <sm/history/value.hpp>
#include <sm/sm.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lists.hpp"
#include "session.hpp"

namespace etcd {

/// The commands. Each write has a value of its own; what watchers may be told is for the checker of
/// the whole history, `watchers_agree`.
struct Watching {
    struct Model {};

    static constexpr const char* name = "watched";

    struct Write {
        static constexpr std::string_view function = "write";
        int value = 0;

        void apply(Model&) const {}
        void run(auto& session) const { session.put(name, std::to_string(value)); }

        sm::history::Value input() const { return sm::history::Value::integer(value); }
        sm::history::Value output(const sm::Nothing&) const { return input(); }
    };

    /// What is written for a second, from where this worker stopped watching.
    struct Watch {
        static constexpr std::string_view function = "watch";
        static constexpr bool read_only = true;
        static constexpr auto lasts = std::chrono::seconds{1};

        void apply(Model&) const {}
        bool accept(Model&, const Watched&) const { return true; }
        Watched run(auto& session) const { return session.watch(name, lasts); }

        sm::history::Value input() const { return {}; }
        static sm::history::Value output(const Watched& watched) { return datum_of(watched); }
    };

    /// Likewise until it was told the last write there is.
    struct CatchUp {
        static constexpr std::string_view function = "catch-up";
        static constexpr bool read_only = true;
        static constexpr auto longest = std::chrono::seconds{5};

        void apply(Model&) const {}
        bool accept(Model&, const Watched&) const { return true; }
        Watched run(auto& session) const { return session.catch_up(name, longest); }

        sm::history::Value input() const { return {}; }
        static sm::history::Value output(const Watched& watched) { return datum_of(watched); }
    };

    using Cmd = std::variant<Write, Watch, CatchUp>;

    /// `[4 [[4 0] [6 1]]]`: from revision 4 on, 0 was written at revision 4 and 1 at revision 6.
    static sm::history::Value datum_of(const Watched& watched);
};

/// Judges histories of `write`, each of a value of its own, `watch` and `catch-up`:
///
/// - disordered: a watcher is told revisions that do not grow, or are before where it began;
/// - contradictory: two watchers are told different values of one revision;
/// - missed: a watcher is not told a write that another one is, between where it began and the last
///   write that it was told;
/// - lost: an answered write that nobody is told, though someone caught up;
/// - unexpected: a value that nobody wrote, or whose write was refused; or one that is told of
///   several revisions;
/// - reversed: a write that had been answered before another one began has the later revision.
///
/// After Jepsen's `etcd.watch`, which compares the values that each watcher was told. Unknown if
/// nobody caught up.
sm::checkers::Checker watchers_agree();

}  // namespace etcd
