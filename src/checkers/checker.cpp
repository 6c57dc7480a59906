#include <sm/base/misuse.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include "base/all_cores.hpp"

namespace sm::checkers {
namespace {

/// Of how many keys a finding gives reasons and violations.
constexpr std::size_t kKeysTold = 8;

Conclusion merged(std::span<const history::CheckResult> parts) {
    std::vector<Conclusion> judgements;
    for (const history::CheckResult& part : parts) {
        judgements.push_back(part.conclusion);
        Conclusion& last = judgements.back();
        if (!last.reason.empty()) last.reason = part.checker + ": " + last.reason;
    }
    return merge(judgements);
}

/// The violations of the parts that are as bad as the worst.
std::vector<std::size_t> worst_culprits(std::span<const history::CheckResult> parts,
                                        Verdict worst) {
    std::vector<std::size_t> violations;
    for (const history::CheckResult& part : parts) {
        if (part.verdict() != worst) continue;
        violations.insert(violations.end(), part.violations.begin(), part.violations.end());
    }
    std::sort(violations.begin(), violations.end());
    violations.erase(std::unique(violations.begin(), violations.end()), violations.end());
    return violations;
}

/// The operations of one key, and their places in the whole history.
struct OfKey {
    history::Operations operations;
    std::vector<std::size_t> places;
};

std::map<history::Value, OfKey> by_key(std::span<const history::Operation> operations) {
    std::map<history::Value, OfKey> keys;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].by_nemesis()) continue;
        OfKey& of_key = keys[operations[i].key];
        of_key.operations.push_back(operations[i]);
        of_key.places.push_back(i);
    }
    return keys;
}

void to_whole(history::CheckResult& finding, const std::vector<std::size_t>& places) {
    for (std::size_t& violation : finding.violations) {
        if (violation >= places.size()) {
            throw std::out_of_range(
                fmt::format("{} names operation {} of {}; violations are counted from 0 on",
                            finding.checker, violation, places.size()));
        }
        violation = places[violation];
    }
    for (history::CheckResult& part : finding.parts) to_whole(part, places);
}

/// What the checker says of the operations of one key, with violations by their places in the
/// whole. Throws Misuse if it says that they are none of its object's: that is no matter of one
/// key.
history::CheckResult judge_key(const Checker& checker, const history::Value& key,
                               const OfKey& of_key) {
    const auto name = "key " + to_string(key);
    std::optional<Misuse> misuse;
    const auto judge = [&](std::span<const history::Operation> operations) {
        history::CheckResult finding;
        try {
            finding = checker(operations);
        } catch (const Misuse& thrown) {
            misuse = Misuse(fmt::format("among the operations of {}: {}", name, thrown.what()));
        }
        to_whole(finding, of_key.places);
        return finding;
    };
    history::CheckResult finding = run_checker(judge, name, of_key.operations);
    if (misuse) throw *misuse;
    finding.checker = name;
    return finding;
}

/// The worst verdict, with reasons and violations of the first keys that have it.
void take_worst(history::CheckResult& whole) {
    Verdict worst = Verdict::valid;
    for (const history::CheckResult& part : whole.parts) worst = merge(worst, part.verdict());
    std::vector<history::CheckResult> told;
    std::size_t untold = 0;
    for (const history::CheckResult& part : whole.parts) {
        if (part.verdict() != worst) continue;
        if (told.size() == kKeysTold) {
            ++untold;
            continue;
        }
        told.push_back({.checker = part.checker,
                        .conclusion = part.conclusion,
                        .violations = part.violations});
    }
    whole.conclusion = merged(told);
    whole.conclusion.verdict = worst;
    if (untold > 0) whole.conclusion.reason += fmt::format("; and {} more", untold);
    whole.violations = worst_culprits(told, worst);
}

history::CheckResult judge_keys(const Checker& checker,
                                std::span<const history::Operation> operations) {
    auto keys = by_key(operations);
    std::vector<std::pair<const history::Value, OfKey>*> jobs;
    jobs.reserve(keys.size());
    for (auto& key : keys) jobs.push_back(&key);
    std::vector<history::CheckResult> findings(jobs.size());
    detail::on_cores(detail::cores_for(jobs.size()), jobs.size(), [&](std::size_t i) {
        const auto& [key, of_key] = *jobs[i];
        findings[i] = judge_key(checker, key, of_key);
    });
    history::CheckResult whole{.checker = "independent keys"};
    if (!findings.empty()) whole.algorithm = findings.front().algorithm;
    whole.details.add("keys", Tree(findings.size()));
    for (history::CheckResult& finding : findings) {
        if (finding.verdict() != Verdict::valid) whole.parts.push_back(std::move(finding));
    }
    whole.details.add("not valid", Tree(whole.parts.size()));
    take_worst(whole);
    return whole;
}

}  // namespace

history::CheckResult run_checker(const Checker& checker, std::string_view name,
                                 std::span<const history::Operation> operations) {
    try {
        history::CheckResult finding = checker(operations);
        if (finding.checker.empty()) finding.checker = name;
        return finding;
    } catch (const std::exception& error) {
        return {
            .checker = std::string(name),
            .conclusion = {Verdict::unknown, std::string("the checker threw: ") + error.what()}};
    } catch (...) {
        return {.checker = std::string(name),
                .conclusion = {Verdict::unknown, "the checker threw what is no std::exception"}};
    }
}

Checker all_of(std::vector<std::pair<std::string, Checker>> checkers) {
    return [checkers = std::move(checkers)](std::span<const history::Operation> operations) {
        history::CheckResult whole{.checker = "all of"};
        for (const auto& [name, checker] : checkers) {
            whole.parts.push_back(run_checker(checker, name, operations));
            whole.parts.back().checker = name;
        }
        whole.conclusion = merged(whole.parts);
        whole.violations = worst_culprits(whole.parts, whole.verdict());
        return whole;
    };
}

Checker independent(Checker checker) {
    return [checker = std::move(checker)](std::span<const history::Operation> operations) {
        return judge_keys(checker, operations);
    };
}

}  // namespace sm::checkers
