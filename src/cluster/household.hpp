#pragma once
/// All processes of a node: its program, and what that has started, in whatever sessions.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace sm::detail {

/// A program such as PostgreSQL gives each of its processes a session, which no signal to the first
/// one's process group reaches.
class Household {
 public:
    /// Of a node that is alone in a network namespace, with the process namespace of its cluster:
    /// whoever is in both. Either is a descriptor.
    static Household in(int network, int processes);
    /// Of a node that has none: whoever has this in its environment, as `NAME=value`.
    static Household marked(std::string mark);

    std::vector<pid_t> members() const;

    /// Kills all, also those who come to be meanwhile.
    void kill() const;
    /// Stops all, likewise, and waits until all of their threads are; false if they are not in
    /// five seconds.
    bool stop() const;
    /// Lets all go on.
    void go_on() const;

 private:
    Household(std::string network, std::string processes, std::string mark);
    bool has(const std::filesystem::path& process) const;

    std::string network_;
    std::string processes_;
    std::string mark_;
};

/// Whether all threads of a process are in these states, as /proc tells them; false if it is gone.
bool all_are(pid_t pid, std::string_view states);

}  // namespace sm::detail
