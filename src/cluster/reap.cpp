#include <sm/cluster/reap.hpp>

#include "cluster/docker/resources.hpp"
#include "os/scratch.hpp"

namespace sm {

Reaped reap(const Docker& docker, const ReapOptions& options) {
    const auto me = Owner::self();
    const auto doomed = [&](const detail::Resource& one) {
        if (!one.owner) return false;  // somebody else's label of the same name
        return options.whose == Whose::everyone || life_of(*one.owner, me) == Life::dead;
    };
    detail::remove_dead_scratch();
    auto removal = detail::remove(docker, doomed, options.limit);
    Reaped reaped;
    for (const auto& one : removal.removed) switch (one.kind) {
            case detail::Kind::container:
                ++reaped.containers;
                break;
            case detail::Kind::volume:
                ++reaped.volumes;
                break;
            case detail::Kind::network:
                ++reaped.networks;
                break;
        }
    reaped.left = std::move(removal.left);
    return reaped;
}

std::string reap_images(const Docker& docker) {
    return docker.ask({"image", "prune", "--all", "--force", "--filter", "label=sm=image"});
}

}  // namespace sm
