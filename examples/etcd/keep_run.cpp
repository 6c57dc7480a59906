#include "keep_run.hpp"

#include <sm/run/history_writer.hpp>
#include <sm/value/json.hpp>

#include <fstream>
#include <utility>

namespace etcd {

namespace fs = std::filesystem;

Keeper::Keeper(fs::path store, std::string name, sm::Tree options)
    : store_(std::move(store)), name_(std::move(name)), options_(std::move(options)) {}

void Keeper::operator()(const sm::RunRecord& run) {
    if (run.shrinking) {
        if (run.finding.verdict() != sm::Verdict::invalid) return;
        fs::create_directories(directory_ / "shrunk");
        write(run, directory_ / "shrunk");
        return;
    }
    directory_ = sm::report::make_run_directory(store_, name_, std::chrono::system_clock::now());
    write(run, directory_);
}

void Keeper::write(const sm::RunRecord& run, const fs::path& directory) const {
    std::ofstream history(directory / "history.jsonl");
    sm::write_history(history, run.operations, sm::HistoryFormat::json_lines);
    history.close();
    std::ofstream(directory / "program.json") << sm::to_json(run.program) << '\n';
    sm::report::RunResults results;
    results.name = name_;
    results.started = std::chrono::system_clock::now();
    results.took = run.operations.empty() ? sm::Duration{} : run.operations.back().ended;
    results.seed = run.seed;
    results.options = options_;
    results.counts = sm::report::count(run.operations);
    results.finding = run.finding;
    sm::report::write_results(directory, results);
    sm::report::write_reports(directory);
}

}  // namespace etcd
