#pragma once
/// Writing histories of operations, at once or while they happen.

#include <sm/history/file.hpp>

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>

namespace sm::detail::inline history {
struct Notation;
}  // namespace sm::detail::inline history

namespace sm::history {

/// Writes the events of the operations in the order of their timestamps; where timestamps are
/// equal, calls stay concurrent as far as one order of events can tell. Throws Misuse for a format
/// that is only read, and for a process that is in two operations at a time.
void write(std::ostream& out, std::span<const Operation> operations, Format format);

/// The invocation: the part of an operation that is known when it begins.
struct Invocation {
    std::int64_t process = 0;
    std::string function{};
    Value key{};
    Value value{};
    Duration at{};  ///< since the start of the run
};

/// The completion.
struct Completion {
    std::int64_t process = 0;
    Ending ending = Ending::answered;
    Value answer{};  ///< where it answered
    Value error{};   ///< where it did not
    Duration at{};   ///< since the start of the run
};

/// Writes a history as it happens: each event is with the operating system when the call returns,
/// so that a killed run leaves all that came before. Several threads may use one writer.
class Writer {
 public:
    /// Creates the file, or empties it, for JSON lines. Throws std::system_error.
    explicit Writer(const std::filesystem::path& file);
    /// Throws Misuse for a format that is only read.
    Writer(const std::filesystem::path& file, Format format);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void invoke(const Invocation& invocation);

    /// Ends the operation that the process is in; the function and key are those of its invocation.
    /// Throws Misuse if it is in none.
    void complete(const Completion& completion);

 private:
    class File;
    Writer(const std::filesystem::path& file, const detail::Notation& notation);

    std::unique_ptr<File> file_;
};

}  // namespace sm::history
