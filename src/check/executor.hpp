#pragma once
/// One execution of one program with the verdict on it, here or in a child process.

#include <sm/judge/checked_history.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "history/call_events.hpp"
#include "run/child.hpp"
#include "run/runner.hpp"

namespace sm::detail::inline check {

/// A run and what the judge says of it.
struct JudgedRun {
    AnyHistory history;
    AnyCheckedHistory judged;
    std::optional<Interleaving> interleaving{};  ///< where a strategy decided
};

/// What is under test: the commands, and the user's `make` with what its systems can do.
struct UnderTest {
    const Vocabulary& vocabulary;
    const SystemType& system;
    const void* make;
    const Encoding& encoding;

    CallEncoding call_encoding() const { return {vocabulary, encoding}; }
};

/// Runs and judges.
class Executor {
 public:
    Executor(const UnderTest& test, Duration command_limit, bool exceptions_unknown)
        : test_(test), limit_(command_limit), exceptions_unknown_(exceptions_unknown) {}

    /// Throws SetUpFailed, and TearDownFailed if nothing else is wrong.
    JudgedRun run(const AnyProgram& program, Strategy* strategy = nullptr);
    /// Twice, and that the runs differ is a failure.
    JudgedRun run_twice(const AnyProgram& program);
    /// What the system tells of a run that goes as `history` did; nothing if this one goes
    /// otherwise.
    Diagnostics diagnostics_of(const AnyProgram& program, const AnyHistory& history) const;
    /// In a child process, so that a crash is a failure like another. Throws std::runtime_error
    /// with the text of what the user's model threw there.
    JudgedRun run_isolated(const AnyProgram& program);

    /// The verdict on a history as it stands.
    JudgedRun judged(AnyHistory history) const;

 private:
    Run run_on(Runner& runner, const AnyProgram& program, Strategy* strategy = nullptr) const;
    JudgedRun stuck(AnyHistory history, const std::string& reason) const;
    void tell(const AnyProgram& program, const LineWriter& out) const;
    JudgedRun judged(Run run) const;
    JudgedRun crashed(AnyHistory history, const std::string& reason) const;
    JudgedRun broken(AnyHistory history, const std::string& reason) const;
    JudgedRun unless_unfinished(JudgedRun run, const std::string& reason) const;
    JudgedRun cut_off(AnyHistory history, Failure failure, const std::string& reason,
                      const std::string& what) const;
    AnyCheckedHistory failed(const AnyHistory& history, std::size_t violation, Failure failure,
                             Verdict verdict) const;

    UnderTest test_;
    Duration limit_;
    bool exceptions_unknown_;
    std::unique_ptr<Runner> runner_;
};

}  // namespace sm::detail::inline check
