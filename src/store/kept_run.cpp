#include "store/kept_run.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "history/event_order.hpp"
#include "store/files.hpp"

#include <sys/stat.h>

namespace sm::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* history_file = "history.jsonl";

/// The whole file or nothing takes the place of what is there.
void write_history_whole(const fs::path& file, const history::Operations& operations) {
    const auto fresh = fs::path(file).concat(".new");
    std::ofstream out(fresh, std::ios::binary);
    detail::write_events(out, operations, detail::json_lines_notation);
    out.close();
    fs::rename(fresh, file);
}

Duration end_of(const history::Operations& operations) {
    Duration end{};
    for (const auto& operation : operations) end = std::max(end, operation.ended);
    return end;
}

}  // namespace

RunKeeper::RunKeeper(fs::path store, std::string name, Tree options)
    : store_(std::move(store)), name_(std::move(name)), options_(std::move(options)) {}

void RunKeeper::begin(bool is_replay) {
    if (!keeps()) return;
    started_ = std::chrono::system_clock::now();
    if (is_replay && failed_) return;
    failed_.reset();
    try {
        directory_ = make_run_directory(store_, name_, started_);
        history_.emplace(directory_ / history_file);
    } catch (const std::system_error& error) {
        throw Misuse(
            fmt::format("the run cannot be kept: {}. Give another folder by --sm-store, or an "
                        "empty one to keep no runs.",
                        error.what()));
    }
}

void RunKeeper::invoke(const history::Invocation& invocation) {
    if (history_) history_->invoke(invocation);
}

void RunKeeper::complete(const history::Completion& completion) {
    if (history_) history_->complete(completion);
}

void RunKeeper::follow(const std::vector<std::string>& logs) {
    if (keeps()) logs_.emplace(logs);
}

void RunKeeper::take_logs() {
    if (!logs_) return;
    const bool replay = failed_.has_value();
    const auto folder = directory_ / (replay ? ".shrunk_logs" : "logs");
    if (replay) fs::remove_all(folder);
    fs::create_directories(folder);
    logs_->copy_to(folder);
    logs_.reset();
}

void RunKeeper::end(const RunRecord& run) {
    if (!keeps() || directory_.empty()) return;
    history_.reset();
    const auto verdict = run.result.verdict();
    const auto replayed = directory_ / ".shrunk_logs";
    if (!failed_) {
        write(run, directory_);
        if (verdict != Verdict::valid) failed_ = verdict;
    } else if (verdict == failed_) {
        const auto shrunk = directory_ / "shrunk";
        fs::remove_all(shrunk);
        fs::create_directories(shrunk);
        std::error_code none;
        fs::rename(replayed, shrunk / "logs", none);
        write(run, shrunk);
    }
    std::error_code none;
    fs::remove_all(replayed, none);
}

void RunKeeper::write(const RunRecord& run, const fs::path& directory) const {
    write_history_whole(directory / history_file, run.operations);
    write_file(directory / "program.json", to_json(run.program) + "\n");
    write_results(directory, {.name = name_,
                              .started = started_,
                              .took = end_of(run.operations),
                              .seed = run.seed,
                              .options = options_,
                              .counts = count(run.operations),
                              .finding = run.result});
    if (drawer()) drawer()(directory);
}

std::function<void(const fs::path&)>& drawer() {
    static std::function<void(const fs::path&)> draw;
    return draw;
}

WallTime written_at(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0)
        throw std::system_error(errno, std::generic_category(), file.string());
    const auto since = std::chrono::seconds{about.st_mtim.tv_sec} +
                       std::chrono::nanoseconds{about.st_mtim.tv_nsec};
    return WallTime{std::chrono::duration_cast<WallTime::duration>(since)};
}

}  // namespace sm::store
