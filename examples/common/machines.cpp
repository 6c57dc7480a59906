#include "machines.hpp"

#include <sm/cluster/docker_cluster.hpp>
#include <sm/cluster/image.hpp>
#include <sm/cluster/process_cluster.hpp>
#include <sm/value/misuse.hpp>

#include <cstdlib>
#include <map>
#include <mutex>

namespace common {
namespace {

std::vector<sm::NetworkSpec> networks_of(const MachineOptions& options) {
    std::vector<sm::NetworkSpec> networks;
    for (const auto& name : options.networks) networks.push_back({.name = name});
    return networks;
}

/// The image of a program, made once a machine.
std::string image(const Server& server) {
    static std::mutex mutex;
    static std::map<std::filesystem::path, std::string> tags;
    const std::lock_guard lock(mutex);
    auto& tag = tags[server.file];
    const auto program = "/" + server.name;
    if (tag.empty())
        tag = sm::build_image(sm::Docker{}, {.name = server.name,
                                             .files = {{server.file, program}},
                                             .directories = {"/tmp", "/data"},
                                             .entrypoint = {program}});
    return tag;
}

class Containers final : public Machines {
 public:
    Containers(const Server& server, const MachineOptions& options)
        : server_(server),
          networks_(options.networks),
          cluster_({.name = server.name, .networks = networks_of(options), .logs = options.logs}) {}

    sm::ProgramCluster& cluster() override { return cluster_; }
    std::string data(const std::string& name) const override { return "/data/" + name; }
    void create(const Machine& machine) override { cluster_.create(spec(machine)); }
    void spawn(const Machine& machine) override { cluster_.spawn(spec(machine)); }
    void recreate(const Machine& machine) override { cluster_.recreate(spec(machine)); }

 private:
    sm::NodeSpec spec(const Machine& machine) const {
        return {.name = machine.name,
                .image = image(server_),
                .arguments = machine.arguments,
                .networks = networks_,
                .data = {"/data"}};
    }

    Server server_;
    std::vector<std::string> networks_;
    sm::DockerCluster cluster_;
};

class Processes final : public Machines {
 public:
    Processes(const Server& server, const MachineOptions& options)
        : program_(server.file.string()),
          networks_(options.networks),
          cluster_({.name = server.name,
                    .networks = networks_of(options),
                    .logs = options.logs,
                    .isolation = sm::Isolation::namespaces}) {}

    sm::ProgramCluster& cluster() override { return cluster_; }
    std::string data(const std::string& name) const override { return name; }
    void create(const Machine& machine) override { cluster_.create(spec(machine)); }
    void spawn(const Machine& machine) override { cluster_.spawn(spec(machine)); }
    void recreate(const Machine& machine) override { cluster_.recreate(spec(machine)); }

 private:
    sm::ProcessSpec spec(const Machine& machine) const {
        return {.name = machine.name,
                .program = program_,
                .arguments = machine.arguments,
                .networks = networks_};
    }

    std::string program_;
    std::vector<std::string> networks_;
    sm::ProcessCluster cluster_;
};

}  // namespace

On chosen_place() {
    const char* set = std::getenv("SM_ON");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    const std::string name = set != nullptr ? set : "auto";
    if (name == "docker") return On::docker;
    if (name == "process") return On::process;
    if (name != "auto")
        throw sm::Misuse("SM_ON is \"" + name + "\"; it may be docker, process or auto");
    return sm::no_namespaces() ? On::docker : On::process;
}

std::optional<std::string> unusable(On on) {
    return on == On::docker ? sm::Docker{}.unusable() : sm::no_namespaces();
}

std::unique_ptr<Machines> Machines::make(On on, const Server& server,
                                         const MachineOptions& options) {
    if (on == On::docker) return std::make_unique<Containers>(server, options);
    return std::make_unique<Processes>(server, options);
}

}  // namespace common
