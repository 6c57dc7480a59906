#include "checkers/object_judging.hpp"

#include <algorithm>

namespace sm::detail::inline checkers {

Budget::Budget(const Limits& limits)
    : limits_(limits),
      clock_(limits.clock == nullptr ? steady() : *limits.clock),
      began_(clock_.now()) {}

Limits Budget::left() const {
    Limits left = limits_;
    left.time = std::max(limits_.time - (clock_.now() - began_), Duration::zero());
    return left;
}

history::CheckResult out_of_limits(std::string checker, const std::string& limit) {
    return {.checker = std::move(checker),
            .conclusion = {Verdict::unknown, "reading the history reached the limit of " + limit}};
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

void add_states(history::CheckResult& result, const ObjectSpace& space,
                const std::vector<StateId>& states) {
    std::vector<Tree> shown;
    for (const auto state : states) shown.push_back(Tree::text(space.to_string(state)));
    result.details.add("possible states", Tree::list(std::move(shown)));
}

void add_operations(history::CheckResult& result, std::optional<std::size_t> non_linearizable,
                    std::span<const history::Operation> operations, std::string_view why) {
    if (result.verdict() != Verdict::invalid) return;
    std::vector<Tree> lines;
    for (const auto place : result.violations) {
        lines.push_back(Tree::text(to_string(operations[place])));
    }
    result.details.add("operations", Tree::list(std::move(lines)));
    if (non_linearizable) {
        result.conclusion.reason =
            std::string(why) + "`" + to_string(operations[*non_linearizable]) + "`";
    }
}

}  // namespace sm::detail::inline checkers
