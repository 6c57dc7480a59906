#pragma once
/// Where the nodes of an example run: in containers, or as local processes.

#include <sm/cluster/program_cluster.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace common {

enum class On { docker, process };

/// What SM_ON names: docker, process, or auto, which is process where nodes can have network
/// namespaces, and docker elsewhere; auto if it is not set. Throws sm::Misuse for another name.
On chosen_place();

/// Why nodes cannot run there, in one line; nothing if they can.
std::optional<std::string> unusable(On on);

/// A static program, and what it is called.
struct Server {
    std::string name{};
    std::filesystem::path file{};
};

struct MachineOptions {
    std::vector<std::string> networks{};  // each node is on all of them, in this order
    std::filesystem::path logs{};         // kept there; empty: not kept
};

struct Machine {
    std::string name{};
    std::vector<std::string> arguments{};
};

/// A cluster whose nodes all run one program. Operations throw what its backend does.
class Machines {
 public:
    static std::unique_ptr<Machines> make(On on, const Server& server,
                                          const MachineOptions& options);
    virtual ~Machines() = default;

    virtual sm::ProgramCluster& cluster() = 0;
    /// The path, for the program, of something in a node's data, which outlives its restarts.
    virtual std::string data(const std::string& name) const = 0;

    /// Creates a node without starting it.
    virtual void create(const Machine& machine) = 0;
    /// Creates and starts a node.
    virtual void spawn(const Machine& machine) = 0;
    /// Gives a node that does not run other arguments.
    virtual void recreate(const Machine& machine) = 0;
};

}  // namespace common
