/// `sm reap`: removes what dead test runs left.

#include <sm/cluster/reap.hpp>

#include <cstdio>
#include <memory>

#include "command.hpp"

namespace {

struct ReapArguments {
    bool all = false;
    bool images = false;
};

int reap(const ReapArguments& given) {
    const sm::Docker docker;
    const auto reaped =
        sm::reap(docker, {.whose = given.all ? sm::Whose::everyone : sm::Whose::dead});
    std::printf("removed %d containers, %d volumes, %d networks\n", reaped.containers,
                reaped.volumes, reaped.networks);
    for (const auto& left : reaped.left) std::printf("left: %s\n", left.c_str());
    if (given.images) std::printf("%s\n", sm::reap_images(docker).c_str());
    return reaped.left.empty() ? 0 : exit_code::incomplete;
}

}  // namespace

Command add_reap(CLI::App& program) {
    const auto given = std::make_shared<ReapArguments>();
    auto* parser = program.add_subcommand("reap", "Remove what dead test runs left in the engine");
    parser->add_flag("--all", given->all, "also what living runs have, and those of other hosts");
    parser->add_flag("--images", given->images, "also the images that no container uses");
    return {parser, [given] { return reap(*given); }};
}
