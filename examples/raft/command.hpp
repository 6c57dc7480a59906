#pragma once
/// What clients ask of the store: commands that write, and sessions that make each of them happen
/// once.

#include <cstdint>
#include <string>

namespace raft {

/// A client's place in the table of sessions: the index of the entry that opened it.
using Session = std::uint64_t;
/// Counts a session's writes from 1 on; a write that is tried again keeps its number.
using Serial = std::uint64_t;

enum class Operation : std::uint8_t {
    put,
    remove,
    append,  // to the value that is there, or to nothing
    cas,     // sets `value` if `expected` is there
};

struct Command {
    Operation operation = Operation::put;
    std::string key{};
    std::string value{};
    std::string expected{};

    friend bool operator==(const Command&, const Command&) = default;
};

/// A command as it stands in the log.
struct Write {
    Session session = 0;
    Serial serial = 0;
    Command command{};

    friend bool operator==(const Write&, const Write&) = default;
};

/// Makes a session; its answer is the session.
struct OpenSession {
    friend bool operator==(const OpenSession&, const OpenSession&) = default;
};

}  // namespace raft
