#include <sm/cluster/cluster.hpp>

namespace sm {

std::string_view to_string(NodeState state) {
    switch (state) {
        case NodeState::created:
            return "created";
        case NodeState::running:
            return "running";
        case NodeState::paused:
            return "paused";
        case NodeState::stopped:
            return "stopped";
        case NodeState::dead:
            return "dead";
    }
    return "unknown";
}

}  // namespace sm
