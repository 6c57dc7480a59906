/// `sm reap`: removes what dead test runs left.

#include <sm/cluster/reap.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"

namespace {

struct ReapArguments {
    bool all = false;
    bool images = false;
};

bool tell_left(const std::vector<std::string>& all) {
    for (const auto& left : all) std::printf("left: %s\n", left.c_str());
    return all.empty();
}

bool reap_local() {
    const auto reaped = sm::reap_processes();
    std::printf("removed %d processes, %d folders, %d control groups\n", reaped.processes,
                reaped.folders, reaped.control_groups);
    return tell_left(reaped.left);
}

bool reap_containers(const ReapArguments& given) {
    const sm::Docker docker;
    const auto reaped =
        sm::reap(docker, {.whose = given.all ? sm::Whose::everyone : sm::Whose::dead});
    std::printf("removed %d containers, %d volumes, %d networks\n", reaped.containers,
                reaped.volumes, reaped.networks);
    if (given.images) std::printf("%s\n", sm::reap_images(docker).c_str());
    return tell_left(reaped.left);
}

int reap(const ReapArguments& given) {
    const bool local = reap_local(), containers = reap_containers(given);
    return local && containers ? 0 : exit_code::incomplete;
}

}  // namespace

Command add_reap(CLI::App& program) {
    const auto given = std::make_shared<ReapArguments>();
    auto* parser = program.add_subcommand(
        "reap", "Remove what dead test runs left: processes, files, containers");
    parser->add_flag("--all", given->all, "also what living runs have, and those of other hosts");
    parser->add_flag("--images", given->images, "also the images that no container uses");
    return {parser, [given] { return reap(*given); }};
}
