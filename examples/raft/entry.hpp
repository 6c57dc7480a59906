#pragma once
/// One entry of the replicated log.

#include <cstdint>
#include <variant>

#include "command.hpp"
#include "members.hpp"

namespace raft {

/// Terms count elections; at most one server leads in each.
using Term = std::uint64_t;
/// The first entry has index 1.
using Index = std::uint64_t;

/// What a new leader writes first: once this is committed, all before it is.
struct NoOp {
    friend bool operator==(const NoOp&, const NoOp&) = default;
};

struct Entry {
    Term term = 0;
    std::variant<NoOp, Write, OpenSession, Members> body{};

    friend bool operator==(const Entry&, const Entry&) = default;
};

}  // namespace raft
