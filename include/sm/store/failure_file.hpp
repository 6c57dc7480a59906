#pragma once
/// Failure files: a program that fails, its last history, and the verdict on it.
/// docs/failure-file.md describes them.

#include <sm/base/failure.hpp>
#include <sm/history/check_result.hpp>
#include <sm/value/tree.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sm::store {

/// The content of a failure file, in the order of its fields.
struct FailureFile {
    using sm_compact = void;

    std::string sm = "failure";
    std::uint64_t version = newest;
    std::string test{};
    std::uint64_t seed = 0;  ///< of the run that found it
    Failure failure = Failure::wrong_answer;
    std::string reason{};
    FailureRate rate{1, 1};
    bool shrunk = false;                  ///< shrinking came to its end
    std::vector<std::string> commands{};  ///< names of the test's commands
    Tree program{};
    std::optional<history::CheckResult>
        finding{};   ///< on the history; its violations are places in that
    Tree history{};  ///< events, as docs/history-format.md has them

    static constexpr std::uint64_t newest = 2;
};

/// A file that is not a failure file; says which, and why.
struct BadFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string to_text(const FailureFile& failure);

/// Reads this version and version 1, whose calls had another form: the history of such a file
/// is left out. Throws BadFailure, and std::system_error for a file that cannot be read.
FailureFile read_failure(const std::filesystem::path& file);

/// The failure in a file, if that is what it holds; throws likewise.
std::optional<FailureFile> find_failure(const std::filesystem::path& file);

/// The result: the file's `finding`, or its failure and reason where it has none.
history::CheckResult result_of(const FailureFile& failure);

/// A failure in words: "wrong answer".
std::string words_of(Failure failure);

}  // namespace sm::store
