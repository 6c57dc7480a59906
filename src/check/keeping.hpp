#pragma once
/// What a check keeps of a failure: its file, what the system told of it, and its run in the store.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>

#include <string>

#include "check/corpus.hpp"
#include "check/experiment.hpp"
#include "store/kept_run.hpp"

namespace sm::detail::inline check {

/// Keeps the failures of one test, and notes in the summary where.
class Keeping {
 public:
    Keeping(Experiment& experiment, const Options& options, ReportSummary& summary,
            const std::string& name);

    Corpus& corpus() { return corpus_; }

    /// The run that has just failed as it was found, if the experiment does not keep its own.
    void keep_found(const Outline& failing);
    /// Writes the failure file, if there is to be one.
    void save(const Outline& best, bool shrunk) const;
    /// Once shrinking is over: the log, the picture, and the smallest run.
    void keep_last(const Outline& best);

 private:
    void keep_run(const Outline& outline, bool is_replay);
    std::string keep_beside(std::string_view extension, const std::string& text) const;

    Experiment& experiment_;
    ReportSummary& summary_;
    Corpus corpus_;
    store::RunKeeper runs_;
};

}  // namespace sm::detail::inline check
