#include <sm/base/misuse.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/value/show.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include "base/all_cores.hpp"

namespace sm {
namespace {

/// Of how many keys a finding gives reasons and culprits.
constexpr std::size_t kKeysTold = 8;

Judgement merged(std::span<const Finding> parts) {
    std::vector<Judgement> judgements;
    for (const Finding& part : parts) {
        judgements.push_back(part.judgement);
        Judgement& last = judgements.back();
        if (!last.reason.empty()) last.reason = part.checker + ": " + last.reason;
    }
    return merge(judgements);
}

/// The culprits of the parts that are as bad as the worst.
std::vector<std::size_t> worst_culprits(std::span<const Finding> parts, Verdict worst) {
    std::vector<std::size_t> culprits;
    for (const Finding& part : parts) {
        if (part.verdict() != worst) continue;
        culprits.insert(culprits.end(), part.culprits.begin(), part.culprits.end());
    }
    std::sort(culprits.begin(), culprits.end());
    culprits.erase(std::unique(culprits.begin(), culprits.end()), culprits.end());
    return culprits;
}

/// The operations of one key, and their places in the whole history.
struct OfKey {
    Operations operations;
    std::vector<std::size_t> places;
};

std::map<Datum, OfKey> by_key(std::span<const Operation> operations) {
    std::map<Datum, OfKey> keys;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].by_nemesis()) continue;
        OfKey& of_key = keys[operations[i].key];
        of_key.operations.push_back(operations[i]);
        of_key.places.push_back(i);
    }
    return keys;
}

void to_whole(Finding& finding, const std::vector<std::size_t>& places) {
    for (std::size_t& culprit : finding.culprits) {
        if (culprit >= places.size()) {
            throw std::out_of_range(
                fmt::format("{} names operation {} of {}; culprits are counted from 0 on",
                            finding.checker, culprit, places.size()));
        }
        culprit = places[culprit];
    }
    for (Finding& part : finding.parts) to_whole(part, places);
}

/// What the checker says of the operations of one key, with culprits by their places in the whole.
/// Throws Misuse if it says that they are none of its object's: that is no matter of one key.
Finding judge_key(const Checker& checker, const Datum& key, const OfKey& of_key) {
    const auto name = "key " + show(key);
    std::optional<Misuse> misuse;
    const auto judge = [&](std::span<const Operation> operations) {
        Finding finding;
        try {
            finding = checker(operations);
        } catch (const Misuse& thrown) {
            misuse = Misuse(fmt::format("among the operations of {}: {}", name, thrown.what()));
        }
        to_whole(finding, of_key.places);
        return finding;
    };
    Finding finding = run_checker(judge, name, of_key.operations);
    if (misuse) throw *misuse;
    finding.checker = name;
    return finding;
}

/// The worst verdict, with reasons and culprits of the first keys that have it.
void take_worst(Finding& whole) {
    Verdict worst = Verdict::valid;
    for (const Finding& part : whole.parts) worst = merge(worst, part.verdict());
    std::vector<Finding> told;
    std::size_t untold = 0;
    for (const Finding& part : whole.parts) {
        if (part.verdict() != worst) continue;
        if (told.size() == kKeysTold) {
            ++untold;
            continue;
        }
        told.push_back(
            {.checker = part.checker, .judgement = part.judgement, .culprits = part.culprits});
    }
    whole.judgement = merged(told);
    whole.judgement.verdict = worst;
    if (untold > 0) whole.judgement.reason += fmt::format("; and {} more", untold);
    whole.culprits = worst_culprits(told, worst);
}

Finding judge_keys(const Checker& checker, std::span<const Operation> operations) {
    auto keys = by_key(operations);
    std::vector<std::pair<const Datum, OfKey>*> jobs;
    jobs.reserve(keys.size());
    for (auto& key : keys) jobs.push_back(&key);
    std::vector<Finding> findings(jobs.size());
    detail::on_cores(detail::cores_for(jobs.size()), jobs.size(), [&](std::size_t i) {
        const auto& [key, of_key] = *jobs[i];
        findings[i] = judge_key(checker, key, of_key);
    });
    Finding whole{.checker = "independent keys"};
    if (!findings.empty()) whole.algorithm = findings.front().algorithm;
    whole.details.add("keys", Tree(findings.size()));
    for (Finding& finding : findings) {
        if (finding.verdict() != Verdict::valid) whole.parts.push_back(std::move(finding));
    }
    whole.details.add("not valid", Tree(whole.parts.size()));
    take_worst(whole);
    return whole;
}

void show_into(std::string& text, const Finding& finding, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    text += fmt::format("{}{}: {}", indent, finding.checker, name_of(finding.verdict()));
    if (!finding.algorithm.empty()) text += " (" + finding.algorithm + ")";
    text += '\n';
    if (!finding.judgement.reason.empty() && finding.parts.empty()) {
        text += fmt::format("{}  {}\n", indent, finding.judgement.reason);
    }
    for (std::size_t i = 0; i < finding.details.size(); ++i) {
        text += fmt::format("{}  {}: {}\n", indent, finding.details.name(i),
                            show(finding.details.item(i)));
    }
    for (const Finding& part : finding.parts) show_into(text, part, depth + 1);
}

}  // namespace

Finding run_checker(const Checker& checker, std::string_view name,
                    std::span<const Operation> operations) {
    try {
        Finding finding = checker(operations);
        if (finding.checker.empty()) finding.checker = name;
        return finding;
    } catch (const std::exception& error) {
        return {.checker = std::string(name),
                .judgement = {Verdict::unknown, std::string("the checker threw: ") + error.what()}};
    } catch (...) {
        return {.checker = std::string(name),
                .judgement = {Verdict::unknown, "the checker threw what is no std::exception"}};
    }
}

Checker all_of(std::vector<std::pair<std::string, Checker>> checkers) {
    return [checkers = std::move(checkers)](std::span<const Operation> operations) {
        Finding whole{.checker = "all of"};
        for (const auto& [name, checker] : checkers) {
            whole.parts.push_back(run_checker(checker, name, operations));
            whole.parts.back().checker = name;
        }
        whole.judgement = merged(whole.parts);
        whole.culprits = worst_culprits(whole.parts, whole.verdict());
        return whole;
    };
}

Checker independent(Checker checker) {
    return [checker = std::move(checker)](std::span<const Operation> operations) {
        return judge_keys(checker, operations);
    };
}

std::string show(const Finding& finding) {
    std::string text;
    show_into(text, finding, 0);
    return text;
}

Tree to_tree(const Finding& finding) {
    Tree tree = Tree::record("Finding");
    tree.add("checker", Tree::text(finding.checker));
    tree.add("verdict", Tree::symbol(name_of(finding.verdict())));
    if (!finding.algorithm.empty()) tree.add("algorithm", Tree::text(finding.algorithm));
    if (!finding.judgement.reason.empty()) {
        tree.add("reason", Tree::text(finding.judgement.reason));
    }
    if (!finding.culprits.empty()) {
        std::vector<Tree> culprits;
        culprits.reserve(finding.culprits.size());
        for (const std::size_t culprit : finding.culprits) culprits.emplace_back(culprit);
        tree.add("culprits", Tree::list(std::move(culprits)));
    }
    if (!finding.details.empty()) tree.add("details", finding.details);
    if (!finding.parts.empty()) {
        std::vector<Tree> parts;
        parts.reserve(finding.parts.size());
        for (const Finding& part : finding.parts) parts.push_back(to_tree(part));
        tree.add("parts", Tree::list(std::move(parts)));
    }
    return tree;
}

}  // namespace sm
