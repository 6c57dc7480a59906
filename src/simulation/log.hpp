#pragma once
/// What happened, as a number and, if wanted, as a trace. The number tells when what happened, and
/// to whom, but not what messages said: that only the trace does.

#include <sm/simulation/detail/adapter.hpp>
#include <sm/simulation/trace.hpp>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "simulation/event_queue.hpp"

namespace sm::detail::inline simulation {

class Log {
 public:
    explicit Log(const Messages& messages) : messages_(messages) {}

    /// Writes down all that happens. Throws Misuse if time has passed already.
    void record();
    const Trace& trace() const;
    std::uint64_t digest() const { return digest_; }

    /// A message between two.
    void add(Instant time, EventKind what, NodeId from, NodeId to, MessageNumber message) {
        mix(time, what, from, to);
        if (recording_) write(time, what, from, to, messages_.text(message));
    }
    /// The same, where the number need not tell it: it follows from what comes of it.
    void note(Instant time, EventKind what, NodeId from, NodeId to, MessageNumber message) {
        if (recording_) write(time, what, from, to, messages_.text(message));
    }
    /// The same, in words.
    void note(Instant time, EventKind what, NodeId from, NodeId to, std::string text) {
        if (recording_) write(time, what, from, to, std::move(text));
    }
    bool is_recording() const { return recording_; }

    /// Something that happens to one; `detail` tells more of it, such as which timer.
    void add(Instant time, EventKind what, NodeId who, std::int64_t detail = 0) {
        mix(time, what, who, detail);
        if (recording_)
            write(time, what, who, who, detail == 0 ? std::string() : std::to_string(detail));
    }
    /// The same, told in words.
    void add(Instant time, EventKind what, NodeId who, std::string_view text) {
        for (const char c : text) mix(static_cast<unsigned char>(c));
        mix(time, what, who, 0);
        if (recording_) write(time, what, who, who, std::string(text));
    }

 private:
    void mix(Instant time, EventKind what, NodeId who, std::int64_t detail) {
        mix(static_cast<std::uint64_t>(time));
        mix(static_cast<std::uint64_t>(what) << 56 ^ static_cast<std::uint64_t>(who) << 32 ^
            static_cast<std::uint64_t>(detail));
    }
    void mix(std::uint64_t word) {
        digest_ = std::rotl((digest_ ^ word) * 0x9e3779b97f4a7c15U, 29);
    }
    /// What happens before time passes is written in any case: a world has its first moment before
    /// anyone can ask to record it.
    void write(Instant time, EventKind what, NodeId from, NodeId to, std::string text);

    const Messages& messages_;
    std::uint64_t digest_ = 0;
    bool recording_ = true;
    bool is_wanted_ = false;
    Trace trace_;
};

}  // namespace sm::detail::inline simulation
