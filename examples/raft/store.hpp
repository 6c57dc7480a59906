#pragma once
/// The state machine: keys and values, and the table of sessions that makes writes happen once.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "bugs.hpp"
#include "command.hpp"
#include "messages.hpp"

namespace raft {

/// What becomes of a write is decided by the log alone, so all servers keep the same store.
class Store {
 public:
    struct Result {
        Ending ending = Ending::done;
        std::uint64_t number = 0;  // whether the write changed something; or the session
    };

    Store(std::size_t most_sessions, Bug bug) : most_sessions_(most_sessions), bug_(bug) {}

    /// The entry at `index`. A write that its session has seen already is answered as it was then.
    Result apply(Index index, const Entry& entry);

    std::optional<std::string> get(std::string_view key) const;
    std::size_t size() const { return data_.size(); }
    std::size_t sessions() const { return sessions_.size(); }

    std::string save() const;
    void load(std::string_view saved);

 private:
    /// A client has one write at a time under way, so the last answer is enough.
    struct Remembered {
        Serial serial = 0;
        bool changed = false;
        Index last_used = 0;
    };

    Result write(Index index, const Write& write);
    Result open_session(Index index);
    bool execute(const Command& command);

    std::size_t most_sessions_;
    Bug bug_;
    std::map<std::string, std::string, std::less<>> data_{};
    std::map<Session, Remembered> sessions_{};
};

}  // namespace raft
