#pragma once
/// The results of a run, with something in every field.

#include <sm/store/run_directory.hpp>

#include <chrono>

namespace sample {

inline const sm::store::WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} +
                                        std::chrono::hours{12} + std::chrono::milliseconds{5};

inline sm::store::RunResults results() {
    auto options = sm::Tree::map();
    options.add(sm::Tree::text("workload"), sm::Tree::text("register"));
    options.add(sm::Tree::text("nodes"), sm::Tree(5));
    auto details = sm::Tree::map();
    details.add(sm::Tree::text("stale reads"), sm::Tree(1));
    return {
        .name = "etcd register",
        .started = noon,
        .took = std::chrono::milliseconds{61'200},
        .seed = 18'446'744'073'709'551'615U,
        .options = options,
        .counts = {.operations = 10, .answered = 7, .refused = 2, .unknown = 1, .faults = 3},
        .finding = {.checker = "register",
                    .algorithm = "zones",
                    .conclusion = {sm::Verdict::invalid, "3 is stale"},
                    .violations = {4, 7},
                    .details = details,
                    .parts = {{.checker = "key 1", .conclusion = {sm::Verdict::unknown, "?"}}}}};
}

}  // namespace sample
