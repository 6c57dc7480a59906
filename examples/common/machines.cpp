#include "machines.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/docker/image.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/os/command_line.hpp>

#include <cstdlib>
#include <map>
#include <mutex>
#include <sstream>
#include <utility>

namespace common {
namespace {

std::vector<sm::NetworkSpec> networks_of(const MachineOptions& options) {
    std::vector<sm::NetworkSpec> networks;
    for (const auto& name : options.networks) networks.push_back({.name = name});
    return networks;
}

/// The shared libraries that a program is linked with, its loader included; none of a static one.
std::vector<sm::ImageFile> libraries_of(const std::filesystem::path& program) {
    std::vector<sm::ImageFile> libraries;
    const auto result = sm::run_command({.words = {"ldd", program.string()}});
    if (!result) return libraries;
    std::istringstream words(result.out);
    for (std::string word; words >> word;)
        if (word.starts_with('/')) libraries.push_back({word, word});
    return libraries;
}

sm::ImageSpec image_spec(const Server& server) {
    const auto program = "/" + server.name;
    auto files = libraries_of(server.file);
    files.push_back({server.file, program});
    return {.name = server.name,
            .files = std::move(files),
            .directories = {"/tmp", "/data"},
            .entrypoint = {program}};
}

/// Of each machine what its backend calls so.
template <class ToSpec>
auto specs(const std::vector<Machine>& machines, ToSpec spec) {
    std::vector<decltype(spec(machines.front()))> all;
    for (const auto& machine : machines) all.push_back(spec(machine));
    return all;
}

/// The image of a program, made once a machine.
std::string image(const Server& server) {
    static std::mutex mutex;
    static std::map<std::filesystem::path, std::string> tags;
    const std::lock_guard lock(mutex);
    auto& tag = tags[server.file];
    if (tag.empty()) tag = sm::build_image(sm::Docker{}, image_spec(server));
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
    void spawn(const std::vector<Machine>& machines) override {
        cluster_.spawn(specs(machines, [this](const Machine& one) { return spec(one); }));
    }
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
    void spawn(const std::vector<Machine>& machines) override {
        cluster_.spawn(specs(machines, [this](const Machine& one) { return spec(one); }));
    }
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

On place(const std::string& name, const std::string& given_by,
         const std::function<On()>& automatic) {
    if (name == "docker") return On::docker;
    if (name == "process") return On::process;
    if (name == "auto") return automatic();
    throw sm::Misuse(given_by + " is \"" + name + "\"; it may be docker, process or auto");
}

std::string given_place() {
    const char* set = std::getenv("SM_ON");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return set != nullptr ? set : "auto";
}

On chosen_place() {
    return place(given_place(), "SM_ON",
                 [] { return sm::no_namespaces() ? On::docker : On::process; });
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
