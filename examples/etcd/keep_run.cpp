#include "keep_run.hpp"

#include <sm/value/json.hpp>

#include <algorithm>
#include <fstream>
#include <utility>

namespace etcd {
namespace {

namespace fs = std::filesystem;

constexpr const char* history_file = "history.jsonl";

/// The whole file or nothing takes the place of what is there.
void replace(const fs::path& file, const sm::history::Operations& operations) {
    const auto fresh = fs::path(file).concat(".new");
    std::ofstream out(fresh, std::ios::binary);
    sm::history::write(out, operations, sm::history::Format::json_lines);
    out.close();
    fs::rename(fresh, file);
}

sm::Duration end_of(const sm::history::Operations& operations) {
    sm::Duration end{};
    for (const auto& operation : operations) end = std::max(end, operation.ended);
    return end;
}

}  // namespace

Keeper::Keeper(fs::path store, std::string name, sm::Tree options)
    : store_(std::move(store)), name_(std::move(name)), options_(std::move(options)) {}

void Keeper::keep(TestOptions& test) {
    test.runs.before_run = [this](const sm::RunStart& run) { begin(run); };
    test.on_cluster = [this](const std::shared_ptr<Cluster>& cluster) { logs_.emplace(cluster); };
    test.runs.on_invoke = [this](const sm::history::Invocation& invocation) {
        if (history_) history_->invoke(invocation);
    };
    test.runs.on_complete = [this](const sm::history::Completion& completion) {
        if (history_) history_->complete(completion);
    };
    test.runs.after_run = [this](const sm::RunRecord& run) { end(run); };
}

void Keeper::begin(const sm::RunStart& run) {
    started_ = std::chrono::system_clock::now();
    if (run.is_replay && failed_) return;
    directory_ = sm::report::make_run_directory(store_, name_, started_);
    history_.emplace(directory_ / history_file);
}

void Keeper::end(const sm::RunRecord& run) {
    history_.reset();
    const auto verdict = run.finding.verdict();
    if (!failed_) {
        write(run, directory_);
        if (verdict != sm::Verdict::valid) failed_ = verdict;
    } else if (verdict == failed_) {
        const auto shrunk = directory_ / "shrunk";
        fs::remove_all(shrunk);
        fs::create_directories(shrunk / "logs");
        write(run, shrunk);
    }
    logs_.reset();
}

void Keeper::write(const sm::RunRecord& run, const fs::path& directory) const {
    replace(directory / history_file, run.operations);
    std::ofstream(directory / "program.json") << sm::to_json(run.program) << '\n';
    if (logs_) logs_->copy_to(directory / "logs");
    sm::report::RunResults results;
    results.name = name_;
    results.started = started_;
    results.took = end_of(run.operations);
    results.seed = run.seed;
    results.options = options_;
    results.counts = sm::report::count(run.operations);
    results.finding = run.finding;
    sm::report::write_results(directory, results);
    sm::report::write_reports(directory);
}

}  // namespace etcd
