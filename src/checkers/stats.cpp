#include <sm/checkers/stats.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checkers/tally.hpp"

namespace sm::checkers {
namespace {

using namespace detail;

struct Endings {
    std::size_t ok = 0;
    std::size_t fail = 0;
    std::size_t info = 0;
    std::size_t first = kNowhere;

    std::size_t count() const { return ok + fail + info; }

    void add(const Operation& operation) {
        ++(operation.answered() ? ok : operation.refused() ? fail : info);
    }

    Tree tree() const {
        Tree tree = Tree::record("");
        tree.add("count", Tree(count()));
        tree.add("ok", Tree(ok));
        tree.add("fail", Tree(fail));
        tree.add("info", Tree(info));
        tree.add("ok fraction", fraction(ok, count()));
        return tree;
    }
};

std::string never_ok(const std::string& function, const Endings& endings) {
    return fmt::format("no :{} was ever ok: of {}, {} failed and {} of unknown outcome", function,
                       endings.count(), endings.fail,
                       endings.info == 1 ? "1 is" : fmt::format("{} are", endings.info));
}

CheckResult check_stats(std::span<const Operation> operations) {
    Endings all;
    std::map<std::string, Endings, std::less<>> functions;
    Endings* endings = nullptr;
    const std::string* function = nullptr;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        if (operation.by_nemesis()) continue;
        if (function == nullptr || *function != operation.function) {
            const auto at = functions.try_emplace(operation.function).first;
            function = &at->first;
            endings = &at->second;
            if (endings->first == kNowhere) endings->first = i;
        }
        endings->add(operation);
        all.add(operation);
    }
    CheckResult found{.checker = "stats", .details = all.tree()};
    Complaints complaints;
    Tree by_function = Tree::record("");
    for (const auto& [name, counts] : functions) {
        by_function.add(name, counts.tree());
        if (counts.ok > 0) continue;
        complaints.add(Verdict::unknown, never_ok(name, counts));
        found.violations.push_back(counts.first);
    }
    if (functions.empty()) complaints.add(Verdict::unknown, "no client did anything");
    found.details.add("by function", std::move(by_function));
    found.conclusion = complaints.conclusion();
    found.violations = few(std::move(found.violations));
    return found;
}

/// What errors are counted by: their class, where they have one.
const Value& class_of(const Value& error) {
    const bool is_list = error.is(Value::Kind::list) && !error.items().empty();
    return is_list ? error.items().front() : error;
}

struct Errors {
    const Value* error;
    std::size_t count = 0;
    std::size_t first = kNowhere;
};

CheckResult check_errors(std::span<const Operation> operations) {
    std::map<Value, Errors> counts;
    std::size_t open = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        if (operation.by_nemesis() || !operation.indeterminate()) continue;
        ++open;
        if (operation.error.is_nothing()) continue;
        Errors& errors = counts[class_of(operation.error)];
        if (errors.count++ > 0) continue;
        errors.error = &operation.error;
        errors.first = i;
    }
    std::vector<std::pair<const Value*, Errors>> ordered;
    ordered.reserve(counts.size());
    for (const auto& [value, errors] : counts) ordered.emplace_back(&value, errors);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    std::vector<Tree> items;
    for (const auto& [value, errors] : ordered) {
        Tree& item = items.emplace_back(Tree::record(""));
        item.add("error", Tree::text(brief(*value)));
        item.add("count", Tree(errors.count));
        item.add("example",
                 Tree::text(named(operations, errors.first) + ": " + brief(*errors.error)));
    }
    CheckResult found{.checker = "unhandled errors"};
    found.details.add("unknown outcomes", Tree(open));
    found.details.add("kinds", Tree(items.size()));
    found.details.add("errors", examples(std::move(items)));
    return found;
}

}  // namespace

Checker stats() { return check_stats; }

Checker unhandled_errors() { return check_errors; }

}  // namespace sm::checkers
