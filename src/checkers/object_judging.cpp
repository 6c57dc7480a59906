#include "checkers/object_judging.hpp"

#include <algorithm>

namespace sm::detail::inline checkers {

Budget::Budget(const Limits& bounds)
    : bounds_(bounds),
      clock_(bounds.clock == nullptr ? steady() : *bounds.clock),
      began_(clock_.now()) {}

Limits Budget::left() const {
    Limits left = bounds_;
    left.time = std::max(bounds_.time - (clock_.now() - began_), Duration::zero());
    return left;
}

Bounds Budget::for_search() const {
    const auto now = left();
    Bounds bounds;
    bounds.memory = now.memory;
    bounds.time = now.time;
    bounds.clock = now.clock;
    return bounds;
}

history::CheckResult out_of_bounds(std::string checker, const std::string& bound) {
    return {.checker = std::move(checker),
            .conclusion = {Verdict::unknown, "reading the history reached the bound of " + bound}};
}

Relaxation freedom_of(const ObjectHistory& history, std::span<const ObjectCall> calls) {
    Relaxation relaxation;
    const auto object = history.object;
    const bool is_register = object == Object::plain_register || object == Object::cas_register;
    if (is_register || object == Object::set || object == Object::mutex) {
        relaxation.detours = Detours::simple;
    }
    const bool about_values = object != Object::cas_register && object != Object::mutex &&
                              object != Object::counter && history.contents.empty();
    if (!about_values) return relaxation;
    for (const auto& call : calls) {
        const bool nameless = call.action == Action::take && call.reply != Reply::value;
        relaxation.topics.push_back(nameless ? Relaxation::kAnything : call.value);
    }
    return relaxation;
}

void tell_states(history::CheckResult& finding, const ObjectSpace& space,
                 const std::vector<StateId>& states) {
    std::vector<Tree> shown;
    for (const auto state : states) shown.push_back(Tree::text(space.to_string(state)));
    finding.details.add("possible states", Tree::list(std::move(shown)));
}

void tell_operations(history::CheckResult& finding, std::optional<std::size_t> unexplained,
                     std::span<const history::Operation> operations) {
    if (finding.verdict() != Verdict::invalid) return;
    std::vector<Tree> lines;
    for (const auto place : finding.violations) {
        lines.push_back(Tree::text(to_string(operations[place])));
    }
    finding.details.add("operations", Tree::list(std::move(lines)));
    if (unexplained) {
        finding.conclusion.reason =
            "no order explains `" + to_string(operations[*unexplained]) + "`";
    }
}

}  // namespace sm::detail::inline checkers
