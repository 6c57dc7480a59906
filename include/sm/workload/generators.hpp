#pragma once
/// All generators, and the ways to combine them.
///
/// A generator gives acts one by one, each to a worker who is free, chosen evenly. Commands go to
/// clients, faults to the nemesis, sleeping and saying to anyone. Without a
/// combinator for pace a generator gives acts as fast as workers become free. After
/// `jepsen.generator`.
///
/// Functions that are given to a generator must be pure: their result follows from what they are
/// called with. A count of 0 makes a generator that is over. Throws Misuse for negative counts, and
/// for intervals and time limits that are not positive.

#include <sm/workload/generator.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sm::detail::inline workload {

template <class T>
concept Doable = std::is_class_v<T> && !std::same_as<T, Generator>;

using DrawAct = std::function<Act(const Context&)>;

Generator give_once(Act act);
Generator give_endlessly(Act act);
Generator give_list(std::vector<Act> acts);
Generator give_drawn(DrawAct draw, Doer doer);
Generator give_counted(std::function<Act(std::int64_t)> act_of_number, Doer doer,
                       std::int64_t first);
Generator on_workers_of_whom(std::function<bool(Worker)> holds, const Generator& generator);

}  // namespace sm::detail::inline workload

namespace sm::gen {

// What is done ---------------------------------------------------------------------------------

/// A command, or an act, once.
template <detail::Doable T>
Generator once(T done) {
    return detail::give_once(detail::act_of(std::move(done)));
}
/// The generator's first act, and no more.
Generator once(const Generator& generator);

/// A command, or an act, again and again.
template <detail::Doable T>
Generator repeat(T done) {
    return detail::give_endlessly(detail::act_of(std::move(done)));
}
/// What the generator gives first, again and again: giving does not move it on.
Generator repeat(const Generator& generator);
/// Likewise, n times.
Generator repeat(std::int64_t n, const Generator& generator);

/// Each of these commands, or acts, once, in this order.
template <detail::Doable T>
Generator each_of(std::vector<T> all) {
    std::vector<Act> acts;
    acts.reserve(all.size());
    for (T& one : all) acts.push_back(detail::act_of(std::move(one)));
    return detail::give_list(std::move(acts));
}

/// What `draw` draws, each time anew: a command or an act, from a `Random&` or a `const Context&`.
template <class Draw>
    requires std::invocable<const Draw&, Random&> || std::invocable<const Draw&, const Context&>
Generator draw_each(Draw draw) {
    auto drawn = [draw = std::move(draw)](const Context& context) {
        if constexpr (std::invocable<const Draw&, const Context&>) {
            return draw(context);
        } else {
            return draw(context.chance());
        }
    };
    using Drawn = std::invoke_result_t<const decltype(drawn)&, const Context&>;
    static_assert(
        !std::same_as<Drawn, Act>,
        "sm: draw_each draws one kind of act: a command, or a Inject, Heal, Sleep or Say");
    return detail::give_drawn(
        [drawn = std::move(drawn)](const Context& context) {
            return detail::act_of(drawn(context));
        },
        detail::doer_of_type<Drawn>());
}

/// What `of` makes of first, first + 1, …, without end: for elements that are all different.
///
///     sm::gen::count_up([](std::int64_t n) { return Add{n}; })
template <std::invocable<std::int64_t> Of>
Generator count_up(Of of, std::int64_t first = 0) {
    using Made = std::invoke_result_t<const Of&, std::int64_t>;
    return detail::give_counted(
        [of = std::move(of)](std::int64_t n) { return detail::act_of(of(n)); },
        detail::doer_of_type<Made>(), first);
}

/// One fault, undone after `lasts`; and one each time anew.
Generator inject(Fault fault, Duration lasts = forever);
template <class Draw>
Generator inject_each(Draw draw) {
    return draw_each([draw = std::move(draw)](Random& random) -> Inject { return draw(random); });
}
/// Undoes the active faults of this name; all if it is empty.
Generator heal(std::string name = {});

/// One worker does nothing for a while; the others go on. For all of them: `quiet`, or a phase.
Generator sleep(Duration lasts);
/// A line in the log of the run.
Generator say(std::string text);

// When -----------------------------------------------------------------------------------------
//
// A paced generator is called only when its next act is due, so that its end is known only then: a
// time_limit belongs around the pace, not into it.

/// Gives nothing until so much time has passed since its first call; then it is over.
Generator quiet(Duration lasts);
/// Likewise until this time of the run.
Generator quiet_until(Duration at);
/// Likewise while this holds, evaluated after each event.
Generator quiet_while(std::function<bool(const Context&)> holds);

/// The first at once, each further one 0 to 2 × mean after the one before, evenly. Over all
/// workers; for each alone: each_worker(stagger(...)). Late acts are not caught up on, so slow
/// answers slow it down.
Generator stagger(Duration mean, const Generator& generator);
/// The first at once, each further one this long after the one before, or as soon after it as can
/// be.
Generator delay(Duration interval, const Generator& generator);
/// So many a second on average, at times that do not depend on the answers: gaps are exponential,
/// so that the arrivals are a Poisson process. It catches up on acts that are late because all
/// workers are busy: an open workload; `stagger` and `delay` are closed ones.
Generator rate(double per_second, const Generator& generator);

// How much -------------------------------------------------------------------------------------

/// At most n acts.
Generator limit(std::int64_t n, const Generator& generator);
/// For so long, counted from its first call. Acts that have begun by then go on.
Generator time_limit(Duration lasts, const Generator& generator);
/// Until the clients have been n processes: one whose call's outcome is unknown is another one
/// afterwards.
Generator process_limit(std::int64_t n, const Generator& generator);
/// Until one of its acts was answered, neither refused nor unknown; saying and sleeping aside.
Generator until_ok(const Generator& generator);
/// From the beginning again each time it is over. Over if it gives nothing from the beginning.
Generator cycle(const Generator& generator);
/// Likewise, n times in all.
Generator cycle(std::int64_t n, const Generator& generator);

// One after another ----------------------------------------------------------------------------

/// Each after the one before is over, though its acts may still be in flight.
Generator sequence(const std::vector<Generator>& generators);
/// Begins when all workers are free.
Generator synchronize(const Generator& generator);
/// Each begins when the one before is over and all workers are free.
Generator phases(const std::vector<Generator>& generators);
/// Likewise of two.
Generator then(const Generator& first, const Generator& second);

// Side by side ---------------------------------------------------------------------------------

/// For each act one of the generators, evenly. One that is over drops out. One that is pending is
/// waited for, so that it keeps its share; not so in `any`.
Generator mix(const std::vector<Generator>& generators);

struct Weighted {
    std::int64_t weight = 1;
    Generator generator;
};
/// Likewise, each as often as its weight says.
Generator weighted(const std::vector<Weighted>& generators);

/// Whichever has something first; of several that have, evenly one.
Generator any(const std::vector<Generator>& generators);

/// One act of the first, one of the second, in turn, until one of them is over.
Generator flip_flop(const Generator& first, const Generator& second);

// By whom --------------------------------------------------------------------------------------

/// By these workers only, such as {1}, the first client; the generator sees no others.
Generator on_workers(WorkerSet workers, const Generator& generator);
/// Likewise by those of whom this holds.
template <std::predicate<Worker> Holds>
Generator on_workers(Holds holds, const Generator& generator) {
    return detail::on_workers_of_whom(std::move(holds), generator);
}
/// By all but the nemesis.
Generator clients(const Generator& generator);
/// By the nemesis only.
Generator nemesis(const Generator& generator);

/// A copy for each worker, who goes through it alone; the nemesis too, unless it is in clients().
Generator each_worker(const Generator& generator);

struct Reserved {
    int clients = 1;
    Generator generator;
};
/// The first clients for the first of these generators, the next ones for the second, …; all others
/// and the nemesis for the rest. Where several have something at a time, one is taken by its number
/// of workers. Throws Misuse, when it runs, for too few workers.
Generator reserve(std::vector<Reserved> reserved, Generator rest = {});

// Other acts -----------------------------------------------------------------------------------

/// What `change` makes of each act, by the same worker.
Generator map(std::function<Act(Act)> change, const Generator& generator);

}  // namespace sm::gen

namespace sm::gen {

/// Only those acts for which `keeps` holds. Throws Misuse if it refuses 100,000 in a row.
Generator filter(std::function<bool(const Act&)> keeps, const Generator& generator);

}  // namespace sm::gen
