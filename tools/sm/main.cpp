/// The `sm` program.

#include <sm/cluster/reap.hpp>

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

namespace {

constexpr int incomplete = 1;
constexpr int bad_usage = 64;

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
    return reaped.left.empty() ? 0 : incomplete;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("sm: property-based state-machine testing of real systems");
    app.require_subcommand(1);
    ReapArguments given;
    auto* command = app.add_subcommand("reap", "Remove what dead test runs left in the engine");
    command->add_flag("--all", given.all, "also what living runs have, and those of other hosts");
    command->add_flag("--images", given.images, "also the images that no container uses");
    if (argc > 1 && argv[1][0] != '-' && argv[1] != command->get_name()) {
        std::fprintf(stderr, "sm: there is no command \"%s\"; sm --help lists those there are\n",
                     argv[1]);
        return bad_usage;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : bad_usage;
    }
    try {
        return reap(given);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sm reap: %s\n", error.what());
        return incomplete;
    }
}
