#include "place.hpp"

#include <sm/cluster/unsupported.hpp>

namespace etcd {

sm::Backend place(const std::string& name, const std::string& given_by) {
    if (name == "simulated")
        throw sm::Unsupported(
            given_by +
            " simulated: etcd cannot be simulated. It is a Go program, whose own runtime decides "
            "which goroutine goes on, reads the kernel's clock and opens the kernel's sockets; a "
            "simulation decides all of these itself, and runs replicas that are written in C++ "
            "against sm::simulation::Host. Give " +
            given_by +
            " docker, process or auto, or see examples/raft, whose replicas can be simulated");
    return sm::backend_of(name, given_by);
}

std::optional<std::string> unusable() { return sm::why_not_usable(sm::chosen_backend()); }

}  // namespace etcd
