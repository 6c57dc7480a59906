#pragma once
/// Removing what dead test processes abandoned.

#include <sm/cluster/docker/docker.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace sm {

enum class Whose {
    dead,      ///< those whose owner is certainly dead
    everyone,  ///< also those of living owners, and of owners that cannot be seen from here
};

struct ReapOptions {
    Whose whose = Whose::dead;
    Duration limit = std::chrono::seconds{30};
};

struct Reaped {
    int containers = 0;
    int volumes = 0;
    int networks = 0;
    std::vector<std::string> left{};  ///< what should be gone and is not, each with the reason
};

/// Removes the containers, volumes and networks that are labelled as ours and whose owner is dead.
///
/// Every test process does so at its first cluster. It may run many times at once, beside owners
/// that live and beside owners that are just dying. Throws DockerError if no engine can be used.
Reaped reap(const Docker& docker, const ReapOptions& options = {});

struct ReapedProcesses {
    int processes = 0;
    int folders = 0;
    int control_groups = 0;
    std::vector<std::string> left{};  ///< what should be gone and is not, each with the reason
};

/// Kills the local processes that clusters of dead owners left, and removes their folders and
/// control groups; their networks are gone with the owner. Every test process does so at its first
/// cluster of processes. Of the owners that live, and of those that cannot be seen from here, all
/// is left alone.
ReapedProcesses reap_processes(Duration limit = std::chrono::seconds{10});

/// Removes the images made by build_image that no container uses; returns what the engine said.
std::string reap_images(const Docker& docker);

}  // namespace sm
