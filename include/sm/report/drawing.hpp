#pragma once
/// Pictures of a run in its directory: timeline.html, latency.svg, rate.svg, and index.html with
/// the verdict and links to all files.

#include <sm/history/operation.hpp>
#include <sm/store/failure_file.hpp>
#include <sm/store/run_directory.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sm::report {

/// The input of the pictures.
struct Drawing {
    std::string title = "history";
    std::optional<store::RunResults> results{};  ///< none of a bare history
};

/// Writes the four files into the directory, which is made if it is not there.
void draw_reports(const std::filesystem::path& directory,
                  std::span<const history::Operation> operations, const Drawing& drawing);

/// A history with the data that is drawn beside it.
struct Drawn {
    history::Operations operations{};
    Drawing drawing{};
};

/// Reads the run of a directory; throws store::BadRun where there is no history, or results that
/// cannot be read, and history::BadHistory.
Drawn read_run(const std::filesystem::path& directory);

/// Reads a bare history, or a failure file, whose verdict and violations are drawn too. Throws
/// history::BadHistory, BadFailure and std::system_error.
Drawn read_drawn(const std::filesystem::path& history);

/// Whether a file of this name is drawn: "index.html", "timeline.html", "latency.svg", "rate.svg".
bool is_drawn(std::string_view name);

/// Such a file as a text.
std::string drawn_file(std::string_view name, const std::filesystem::path& directory,
                       const Drawn& drawn);

/// Draws a run in its directory; throws as `read_run` does.
void write_reports(const std::filesystem::path& directory);

/// Draws a bare history or a failure file into `directory`; throws as `read_drawn` does.
void write_reports(const std::filesystem::path& history, const std::filesystem::path& directory);

}  // namespace sm::report
