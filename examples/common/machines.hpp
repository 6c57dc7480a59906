#pragma once
/// Where the nodes of an example run: in containers, or as local processes.

#include <sm/cluster/program_cluster.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace common {

enum class On { docker, process };

/// The place of this name: docker, process, or auto, which is what `automatic()` says. Throws
/// sm::Misuse for another name, which tells what it was `given_by`: "SM_ON", say.
On place(const std::string& name, const std::string& given_by,
         const std::function<On()>& automatic);

/// What SM_ON names, "auto" if it is not set.
std::string given_place();

/// What SM_ON names; auto is process where nodes can have network namespaces, and docker elsewhere.
/// Throws likewise.
On chosen_place();

/// Why nodes cannot run there, in one line; nothing if they can.
std::optional<std::string> unusable(On on);

/// A program, and what it is called. The shared libraries that it is linked with, if any, come
/// along into its container.
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
    /// Creates and starts several, as far as possible side by side.
    virtual void spawn(const std::vector<Machine>& machines) = 0;
    /// Gives a node that does not run other arguments.
    virtual void recreate(const Machine& machine) = 0;
};

}  // namespace common
