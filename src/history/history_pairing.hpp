#pragma once
/// Events put together to operations.

#include <sm/history/file.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>

#include "history/history_event.hpp"

namespace sm::detail::inline history {

/// What is wrong with an event, without where it stands.
struct Unpaired {
    std::string what;
};

/// Pairs each invocation with the completion of its process, in one pass.
///
/// A nemesis, as Jepsen has them, says `info` both when it begins and when it has done it; such an
/// `info` counts as an answer. It may do several things at a time, each of another name.
class Pairing {
 public:
    explicit Pairing(RecordedHistory& history) : history_(history) {}

    /// Takes the next event; throws Unpaired.
    void add(Event& event);

    bool saw_key() const { return saw_key_; }

 private:
    static constexpr std::size_t idle = static_cast<std::size_t>(-1);

    struct Process {
        std::size_t operation = idle;  // the one that it is in
        std::size_t lost_at = 0;       // the line in which its last one ended as unknown
    };

    void add_of_nemesis(Event& event);
    void begin(Event& event, Process& process);
    void end(Event& event, Process& process);
    std::size_t line_of(std::size_t operation) const;

    RecordedHistory& history_;
    std::unordered_map<std::int64_t, Process> processes_;
    std::unordered_map<std::string, Process> nemesis_;  // by function
    bool saw_key_ = false;
};

}  // namespace sm::detail::inline history
