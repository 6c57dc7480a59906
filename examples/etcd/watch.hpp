#pragma once
/// A register that is written beside workers who watch it: all of them must see the same.

#include <sm/checkers/checker.hpp>
#include <sm/history/value.hpp>
#include <sm/sm.hpp>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "session.hpp"

namespace etcd {

/// The commands. Each write has a value of its own; what watchers may see is for the checker of
/// the whole history, `watchers_agree`.
struct Watching {
    struct Model {};

    static constexpr const char* name = "watched";

    struct Write {
        int value = 0;

        void apply(Model&) const {}
        void run(auto& session) const { session.put(name, std::to_string(value)); }
    };

    /// What is written for a second, from where this worker stopped watching.
    struct Watch {
        static constexpr bool read_only = true;
        static constexpr auto lasts = std::chrono::seconds{1};

        void apply(Model&) const {}
        bool accept(Model&, const Watched&) const { return true; }
        Watched run(auto& session) const { return session.watch(name, lasts); }
        static sm::history::Value output(const Watched& watched) { return as_value(watched); }
    };

    /// Likewise until it saw the last write there is.
    struct CatchUp {
        static constexpr bool read_only = true;
        static constexpr auto longest = std::chrono::seconds{5};

        void apply(Model&) const {}
        bool accept(Model&, const Watched&) const { return true; }
        Watched run(auto& session) const { return session.catch_up(name, longest); }
        static sm::history::Value output(const Watched& watched) { return as_value(watched); }
    };

    using Cmd = std::variant<Write, Watch, CatchUp>;

    /// `[4 [[4 0] [6 1]]]`: from revision 4 on, 0 was written at revision 4 and 1 at revision 6.
    static sm::history::Value as_value(const Watched& watched);
};

/// Judges histories of `write`, each of a value of its own, `watch` and `catch-up`:
///
/// - disordered: a watcher sees revisions that do not grow, or are before where it began;
/// - contradictory: two watchers see different values of one revision;
/// - missed: a watcher does not see a write that another one sees, between where it began and the
/// last
///   write that it saw;
/// - lost: an answered write that nobody sees, though someone caught up;
/// - unexpected: a value that nobody wrote, or whose write was refused; or one that is seen at
///   several revisions;
/// - reversed: a write that had been answered before another one began has the later revision.
///
/// After Jepsen's `etcd.watch`, which compares the values that each watcher saw. Unknown if
/// nobody caught up.
sm::checkers::Checker watchers_agree();

}  // namespace etcd
