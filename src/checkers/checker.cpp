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

/// Of how many keys a result gives reasons and violations.
constexpr std::size_t kKeysReported = 8;

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
std::vector<std::size_t> worst_violations(std::span<const history::CheckResult> parts,
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

void to_whole(history::CheckResult& result, const std::vector<std::size_t>& places) {
    for (std::size_t& violation : result.violations) {
        if (violation >= places.size()) {
            throw std::out_of_range(
                fmt::format("{} names operation {} of {}; violations are counted from 0 on",
                            result.checker, violation, places.size()));
        }
        violation = places[violation];
    }
    for (history::CheckResult& part : result.parts) to_whole(part, places);
}

/// What the checker says of the operations of one key, with violations by their places in the
/// whole. Throws Misuse if it says that they are none of its object's: that is no matter of one
/// key.
history::CheckResult judge_key(const Checker& checker, const history::Value& key,
                               const OfKey& of_key) {
    const auto name = "key " + to_string(key);
    std::optional<Misuse> misuse;
    const auto judge = [&](std::span<const history::Operation> operations) {
        history::CheckResult result;
        try {
            result = checker(operations);
        } catch (const Misuse& thrown) {
            misuse = Misuse(fmt::format("among the operations of {}: {}", name, thrown.what()));
        }
        to_whole(result, of_key.places);
        return result;
    };
    history::CheckResult result = run_checker(judge, name, of_key.operations);
    if (misuse) throw *misuse;
    result.checker = name;
    return result;
}

/// The worst verdict, with reasons and violations of the first keys that have it.
void take_worst(history::CheckResult& whole) {
    Verdict worst = Verdict::valid;
    for (const history::CheckResult& part : whole.parts) worst = merge(worst, part.verdict());
    std::vector<history::CheckResult> reported;
    std::size_t unreported = 0;
    for (const history::CheckResult& part : whole.parts) {
        if (part.verdict() != worst) continue;
        if (reported.size() == kKeysReported) {
            ++unreported;
            continue;
        }
        reported.push_back({.checker = part.checker,
                            .conclusion = part.conclusion,
                            .violations = part.violations});
    }
    whole.conclusion = merged(reported);
    whole.conclusion.verdict = worst;
    if (unreported > 0) whole.conclusion.reason += fmt::format("; and {} more", unreported);
    whole.violations = worst_violations(reported, worst);
}

history::CheckResult judge_keys(const Checker& checker,
                                std::span<const history::Operation> operations) {
    auto keys = by_key(operations);
    std::vector<std::pair<const history::Value, OfKey>*> jobs;
    jobs.reserve(keys.size());
    for (auto& key : keys) jobs.push_back(&key);
    std::vector<history::CheckResult> results(jobs.size());
    detail::on_cores(detail::cores_for(jobs.size()), jobs.size(), [&](std::size_t i) {
        const auto& [key, of_key] = *jobs[i];
        results[i] = judge_key(checker, key, of_key);
    });
    history::CheckResult whole{.checker = "independent keys"};
    if (!results.empty()) whole.algorithm = results.front().algorithm;
    whole.details.add("keys", Tree(results.size()));
    for (history::CheckResult& result : results) {
        if (result.verdict() != Verdict::valid) whole.parts.push_back(std::move(result));
    }
    whole.details.add("not valid", Tree(whole.parts.size()));
    take_worst(whole);
    return whole;
}

}  // namespace

history::CheckResult run_checker(const Checker& checker, std::string_view name,
                                 std::span<const history::Operation> operations) {
    try {
        history::CheckResult result = checker(operations);
        if (result.checker.empty()) result.checker = name;
        return result;
    } catch (const std::exception& error) {
        return {
            .checker = std::string(name),
            .conclusion = {Verdict::unknown, std::string("the checker threw: ") + error.what()}};
    } catch (...) {
        return {.checker = std::string(name),
                .conclusion = {Verdict::unknown,
                               "the checker threw something that is not a std::exception"}};
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
        whole.violations = worst_violations(whole.parts, whole.verdict());
        return whole;
    };
}

Checker independent(Checker checker) {
    return [checker = std::move(checker)](std::span<const history::Operation> operations) {
        return judge_keys(checker, operations);
    };
}

}  // namespace sm::checkers
