#include "check/keeping.hpp"

#include <utility>

namespace sm::detail::inline check {
namespace {

/// How the runs of a check are made, for the table of runs.
Tree run_options(const Options& options) {
    Tree tree = Tree::map();
    tree.add(Tree::text("workers"), Tree(options.workers));
    tree.add(Tree::text("length"), Tree(options.length));
    return tree;
}

}  // namespace

Keeping::Keeping(Experiment& experiment, const Options& options, ReportSummary& summary,
                 const std::string& name)
    : experiment_(experiment),
      summary_(summary),
      corpus_(options.corpus, name),
      runs_(experiment.keeps_runs() ? "" : options.store, name, run_options(options)) {}

void Keeping::keep_found(const Outline& failing) { keep_run(failing, false); }

void Keeping::keep_run(const Outline& outline, bool is_replay) {
    if (!runs_.keeps()) return;
    runs_.begin(is_replay);
    const history::Operations operations = experiment_.operations();
    const history::CheckResult result = experiment_.result();
    runs_.end({operations, result, experiment_.program_tree(outline), summary_.seed});
}

void Keeping::save(const Outline& best, bool shrunk) const {
    if (summary_.failure_file.empty()) return;
    const FailureRate& rate = summary_.failure_rate;
    EventList history = experiment_.events();
    history::CheckResult result = experiment_.result();
    for (std::size_t& violation : result.violations) violation = history.places.at(violation);
    const store::FailureFile kept{.test = summary_.name,
                                  .seed = summary_.seed,
                                  .failure = summary_.failure,
                                  .reason = experiment_.conclusion().reason,
                                  .rate = rate.runs == 0 ? FailureRate{1, 1} : rate,
                                  .shrunk = shrunk,
                                  .commands = experiment_.command_names(),
                                  .program = experiment_.program_tree(best),
                                  .finding = std::move(result),
                                  .history = std::move(history.events)};
    write_whole(summary_.failure_file, to_text(kept));
}

void Keeping::keep_last(const Outline& best) {
    const auto diagnostics = experiment_.diagnostics_of_failure();
    summary_.log = diagnostics.log;
    if (summary_.shrink_executions > 0) keep_run(best, true);
    const auto directory =
        experiment_.keeps_runs() ? experiment_.run_directory() : runs_.directory();
    summary_.run_directory = directory.string();
    if (summary_.failure_file.empty()) return;
    summary_.log_file = keep_beside(".log", diagnostics.log);
    summary_.picture_file = keep_beside(".svg", diagnostics.picture);
}

std::string Keeping::keep_beside(std::string_view extension, const std::string& text) const {
    if (text.empty()) return {};
    auto file = Corpus::beside(summary_.failure_file, extension);
    write_whole(file, text);
    return file;
}

}  // namespace sm::detail::inline check
