#pragma once
/// A child program: started without a shell, watched by a descriptor, never left a zombie.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "os/account.hpp"
#include "os/descriptor.hpp"

#include <sys/types.h>

namespace sm::detail::inline os {

/// Where a child's standard streams go; -1 is /dev/null.
struct Streams {
    int in = -1;
    int out = -1;
    int err = -1;
};

enum class Session {
    group,     // a process group of its own
    detached,  // a session of its own: no terminal, and no signal meant for this one's
};

/// What holds for a child from its first instruction on, and for all that it starts.
struct Confinement {
    std::vector<int> groups{};     // files, each to be told that the child joins a control group
    std::uint64_t open_files = 0;  // descriptors at a time; 0: as many as this process may have
    std::optional<Account> account{};  // whom it runs as; nothing: as this process
};

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// A pipe whose ends no child inherits and that are none of the standard descriptors.
Pipe make_pipe();

struct Exit {
    int code = -1;
    int signal = 0;
};

class Child {
 public:
    /// Throws CommandNotStarted.
    static Child start(const std::vector<std::string>& words,
                       const std::map<std::string, std::string>& environment, Streams streams,
                       Session session = Session::group, const Confinement& confinement = {});
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();  // kills and collects what still runs

    /// Readable once the child has ended.
    int descriptor() const { return ended_.get(); }

    pid_t pid() const { return pid_; }

    /// Whether it has ended; does not wait.
    bool ended() const;

    /// Kills it with all that is in its process group.
    void kill() const;

    /// Waits for the end.
    Exit collect();

 private:
    explicit Child(pid_t pid);

    pid_t pid_;
    Descriptor ended_;
    std::optional<Exit> exit_{};
};

}  // namespace sm::detail::inline os
