#include <sm/value/duration.hpp>
#include <sm/workload/generator.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

[[noreturn]] void wrong_worker(const GeneratorNode& part, const Next& next,
                               const Context& context) {
    const std::string worker = show_worker(next.worker);
    std::string text =
        std::string(part.name()) + " gave `" + to_string(next.act) + "` to " + worker;
    if (!context.all.contains(next.worker)) {
        text += ", who is not there: there are " + to_string(context.all);
    } else if (!context.free.contains(next.worker)) {
        text += ", who is busy: free are " + to_string(context.free);
    } else {
        text += ", who cannot do it: clients issue commands, the nemesis injects faults and heals";
    }
    throw Misuse(text + ". A generator chooses among those who are free in its context.");
}

[[noreturn]] void nobody_ever(const Context& context, Doer doer, std::string_view name) {
    const std::string who = doer == Doer::client    ? "a client"
                            : doer == Doer::nemesis ? "the nemesis"
                                                    : "somebody";
    const std::string advice = doer == Doer::client    ? "give it to clients(...)"
                               : doer == Doer::nemesis ? "give it to nemesis(...), in a run that "
                                                         "has one"
                                                       : "give it to workers who are there";
    throw Misuse(std::string(name) + " needs " + who + ", but here there is " +
                 to_string(context.all) + ": " + advice);
}

}  // namespace

Pointer GeneratorNode::after(const Context&, const Event&, const Pointer& self) const {
    return self;
}

std::string GeneratorNode::waits(const Context&) const { return std::string(name()); }

Given ask(const Pointer& part, const Context& context) {
    if (part == nullptr) return over();
    Given given = part->next(context, part);
    const Next& next = given.next;
    if (next.is_act() &&
        (!context.free.contains(next.worker) || !can_do(next.worker, doer_of(next.act)))) {
        wrong_worker(*part, next, context);
    }
    if (next.is_over()) given.then = nullptr;
    return given;
}

std::string waits_within(std::string_view name, const Pointer& part, const Context& context) {
    return std::string(name) + " > " + (part == nullptr ? "nothing" : part->waits(context));
}

std::optional<Worker> someone(const Context& context, Doer doer, std::string_view name) {
    if (doer == Doer::nemesis) {
        if (context.free.contains(nemesis_worker)) return nemesis_worker;
        if (!context.all.contains(nemesis_worker)) nobody_ever(context, doer, name);
        return std::nullopt;
    }
    const bool skips_nemesis = doer == Doer::client;
    const std::size_t skip = skips_nemesis && context.free.contains(nemesis_worker) ? 1 : 0;
    const std::size_t free = context.free.size() - skip;
    if (free > 0) return context.free.nth(context.chance().below(free) + skip);
    const auto there = skips_nemesis ? context.all - WorkerSet::nemesis() : context.all;
    if (there.empty()) nobody_ever(context, doer, name);
    return std::nullopt;
}

void expect_positive(std::string_view name, std::string_view what, Duration duration) {
    if (duration > Duration::zero()) return;
    throw Misuse(std::string(name) + ": " + std::string(what) + " must be positive, but it is " +
                 show_duration(duration));
}

void expect_not_negative(std::string_view name, std::string_view what, Duration duration) {
    if (duration >= Duration::zero()) return;
    throw Misuse(std::string(name) + ": " + std::string(what) +
                 " must not be negative, but it is " + show_duration(duration));
}

void expect_some(std::string_view name, std::string_view what, std::int64_t number) {
    if (number > 0) return;
    throw Misuse(std::string(name) + ": " + std::string(what) +
                 " must be 1 or greater, but it is " + std::to_string(number));
}

}  // namespace sm::detail::inline workload

namespace sm::gen {

Random& Context::chance() const {
    if (random != nullptr) return *random;
    throw Misuse(
        "Context: a generator draws, but `random` is not set: give it a Random to draw "
        "from");
}

std::pair<Next, Generator> Generator::next(const Context& context) const {
    auto given = detail::ask(node_, context);
    if (given.next.is_act()) given.next.at = context.now;
    return {std::move(given.next), Generator(std::move(given.then))};
}

Generator Generator::after(const Context& context, const Event& event) const {
    return Generator(detail::tell(node_, context, event));
}

std::string Generator::waits(const Context& context) const {
    return node_ == nullptr ? "nothing" : node_->waits(context);
}

void expect_progress(const Generator& generator, const Context& context, const Next& next) {
    if (!next.is_pending() || next.at != forever || context.free != context.all) return;
    throw Misuse(
        "the generator waits forever: all workers are free, and it names no time at which to go "
        "on. It waits in: " +
        generator.waits(context) + ". Let that part end, or put a time_limit around it.");
}

}  // namespace sm::gen
