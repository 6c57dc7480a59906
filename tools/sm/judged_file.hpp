#pragma once
/// A history file with what a checker says of it, as text and as JSON.

#include <sm/checkers/checker.hpp>
#include <sm/history/file.hpp>

#include <optional>
#include <string>

struct JudgedFile {
    std::string name;
    std::string error{};   ///< why it could not be judged; empty if it was
    std::string limits{};  ///< within which it was judged, as options
    /// Of a failure file whose own verdict is given: what it is.
    std::string of_failure{};
    sm::history::RecordedHistory history{};
    sm::history::CheckResult result{};

    bool judged() const { return error.empty(); }
};

/// As a block of lines for a terminal.
std::string as_text(const JudgedFile& file);

/// As one line.
std::string as_json(const JudgedFile& file);

/// What the program exits with for this file alone.
int exit_code_of(const JudgedFile& file);
