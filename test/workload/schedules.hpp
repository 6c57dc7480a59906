#pragma once
/// Commands that are told apart by a letter, and schedules of them as short texts.

#include <sm/base/misuse.hpp>
#include <sm/workload/dry_run.hpp>
#include <sm/workload/generators.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace schedules {

struct Do {
    std::string what;
};
struct Add {
    std::int64_t n;
};

inline sm::gen::Generator forever_do(const std::string& what) { return sm::gen::repeat(Do{what}); }
inline sm::gen::Generator times_do(std::int64_t n, const std::string& what) {
    return sm::gen::limit(n, forever_do(what));
}

/// `a`, `7`, `sleep 5ns`, …
inline std::string text_of(const sm::gen::Act& act) {
    if (const auto* issue = std::get_if<sm::gen::Issue>(&act)) {
        if (&issue->command.type() == &sm::detail::any_type<Do>) {
            return issue->command.as<Do>().what;
        }
        if (&issue->command.type() == &sm::detail::any_type<Add>) {
            return std::to_string(issue->command.as<Add>().n);
        }
    }
    return sm::gen::to_string(act);
}

using Texts = std::vector<std::string>;

/// What was done, in order.
inline Texts texts(const sm::gen::DryRun& seen) {
    Texts all;
    for (const auto& act : seen.acts) all.push_back(text_of(act.act));
    return all;
}

/// When, in ns, and what.
inline Texts timed(const sm::gen::DryRun& seen) {
    Texts all;
    for (const auto& act : seen.acts) {
        all.push_back(std::to_string(act.began.count()) + " " + text_of(act.act));
    }
    return all;
}

/// When, by whom, and what.
inline Texts full(const sm::gen::DryRun& seen) {
    Texts all;
    for (const auto& act : seen.acts) {
        all.push_back(std::to_string(act.began.count()) + " " + std::to_string(act.worker) + " " +
                      text_of(act.act));
    }
    return all;
}

inline std::set<sm::gen::Worker> workers_of(const sm::gen::DryRun& seen, const std::string& what) {
    std::set<sm::gen::Worker> all;
    for (const auto& act : seen.acts) {
        if (text_of(act.act) == what) all.insert(act.worker);
    }
    return all;
}

inline std::int64_t count(const sm::gen::DryRun& seen, const std::string& what) {
    std::int64_t n = 0;
    for (const auto& act : seen.acts) n += text_of(act.act) == what ? 1 : 0;
    return n;
}

/// The text of the Misuse that `body` throws; empty if it throws none.
template <class Body>
std::string misuse_of(Body body) {
    try {
        body();
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return {};
}

}  // namespace schedules
