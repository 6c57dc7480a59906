#pragma once
/// All processes of a node: its program, and what that has started, in whatever sessions.

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace sm::detail::inline cluster {

/// A program such as PostgreSQL gives each of its processes a session, which no signal to the first
/// one's process group reaches.
class ProcessGroup {
 public:
    /// Of a node that is alone in a network namespace, with the process namespace of its cluster:
    /// whoever is in both. Either is a descriptor.
    static ProcessGroup in(int network, int processes);
    /// Of a node that has none: whoever has this in its environment, as `NAME=value`.
    static ProcessGroup marked(std::string mark);

    std::vector<pid_t> members() const;

    /// Kills all, also those who come to be meanwhile.
    void kill() const;
    /// Stops all, likewise, and waits until all of their threads are; false if they are not in
    /// five seconds.
    bool stop() const;
    /// Lets all go on.
    void go_on() const;

 private:
    /// A namespace, as the file that stands for it.
    struct Space {
        dev_t device = 0;
        ino_t number = 0;

        bool operator==(const Space&) const = default;
    };

    ProcessGroup(Space network, Space processes, std::string mark);
    bool has(const std::string& process) const;
    static bool is_in(const Space& space, const std::string& file);

    Space network_;
    Space processes_;
    std::string mark_;
};

/// Whether all threads of a process are in these states, as /proc tells them; false if it is gone.
bool all_are(pid_t pid, std::string_view states);

}  // namespace sm::detail::inline cluster
