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

Keeping::Keeping(Experiment& experiment, const Options& options, ReportSummary& findings,
                 const std::string& name)
    : experiment_(experiment),
      findings_(findings),
      corpus_(options.corpus, name),
      runs_(experiment.keeps_runs() ? "" : options.store, name, run_options(options)) {}

void Keeping::keep_found(const Outline& failing) { keep_run(failing, false); }

void Keeping::keep_run(const Outline& outline, bool is_replay) {
    if (!runs_.keeps()) return;
    runs_.begin(is_replay);
    const history::Operations operations = experiment_.operations();
    const history::CheckResult finding = experiment_.finding();
    runs_.end({operations, finding, experiment_.program_tree(outline), findings_.seed});
}

void Keeping::save(const Outline& best, bool shrunk) const {
    if (findings_.failure_file.empty()) return;
    const FailureRate& rate = findings_.failure_rate;
    EventList history = experiment_.events();
    history::CheckResult finding = experiment_.finding();
    for (std::size_t& violation : finding.violations) violation = history.places.at(violation);
    const store::FailureFile kept{.test = findings_.name,
                                  .seed = findings_.seed,
                                  .failure = findings_.failure,
                                  .reason = experiment_.conclusion().reason,
                                  .rate = rate.runs == 0 ? FailureRate{1, 1} : rate,
                                  .shrunk = shrunk,
                                  .commands = experiment_.command_names(),
                                  .program = experiment_.program_tree(best),
                                  .finding = std::move(finding),
                                  .history = std::move(history.events)};
    write_whole(findings_.failure_file, to_text(kept));
}

void Keeping::keep_last(const Outline& best) {
    const auto told = experiment_.told_of_failure();
    findings_.log = told.log;
    if (findings_.shrink_executions > 0) keep_run(best, true);
    const auto directory =
        experiment_.keeps_runs() ? experiment_.run_directory() : runs_.directory();
    findings_.run_directory = directory.string();
    if (findings_.failure_file.empty()) return;
    findings_.log_file = keep_beside(".log", told.log);
    findings_.picture_file = keep_beside(".svg", told.picture);
}

std::string Keeping::keep_beside(std::string_view extension, const std::string& text) const {
    if (text.empty()) return {};
    auto file = Corpus::beside(findings_.failure_file, extension);
    write_whole(file, text);
    return file;
}

}  // namespace sm::detail::inline check
