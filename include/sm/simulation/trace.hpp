#pragma once
/// The events of a simulation, as values, as text and as a picture.

#include <sm/base/clock.hpp>
#include <sm/simulation/host.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::simulation {

enum class EventKind : std::uint8_t {
    sent,
    arrived,
    lost,     ///< on the way
    refused,  ///< its receiver does not run
    timer,
    noted,
    started,
    stopped,
    killed,
    died,  ///< of what its program threw
    paused,
    unpaused,
    wiped,
    disk_fault,
    cut,
    clock,   ///< was set
    opened,  ///< a stream is
    closed,
};

std::string_view to_string(EventKind what);

/// One event. `from` and `to` are equal if it concerns one node.
struct TraceEntry {
    Duration time{};
    EventKind what = EventKind::noted;
    NodeId from = 0;
    NodeId to = 0;
    std::string text{};  ///< the message, the note, which timer

    bool operator==(const TraceEntry&) const = default;
};

using Trace = std::vector<TraceEntry>;

/// A line: `12.3ms  n1 → n2  arrived  Append{term=2}`.
std::string to_string(const TraceEntry& entry);

/// The lines of all of them.
std::string to_string(const Trace& trace);

struct SequenceDiagramOptions {
    std::string title{};
    std::size_t most = 2'000;  ///< entries; of more, the last ones, for a failure is at the end
};

/// A sequence diagram as SVG: time runs down, each node and client has a line, each message that
/// arrived an arrow, those lost an arrow that ends half-way.
std::string sequence_diagram(const Trace& trace, const SequenceDiagramOptions& options = {});

/// Where two runs differ that should be equal.
struct TraceDifference {
    std::size_t entry = 0;  ///< its number, from 0
    std::string first{};    ///< its line; empty where the run had ended
    std::string second{};
};

std::optional<TraceDifference> first_difference(const Trace& first, const Trace& second);

/// "two runs of one seed differ at event 17: ..., ...": for the message of a failure.
std::string to_string(const TraceDifference& difference);

}  // namespace sm::simulation
