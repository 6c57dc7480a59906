#pragma once
/// Containers, volumes and networks that carry our labels, and their removal.

#include <sm/cluster/docker/docker.hpp>
#include <sm/os/owner.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline cluster {

enum class Kind { container, volume, network };

struct Resource {
    Kind kind = Kind::container;
    std::string id{};
    std::string name{};
    std::optional<Owner> owner{};
    std::string cluster{};
};

/// All that carry the label `sm`, with one question a kind, asked at once.
std::vector<Resource> resources(const Docker& docker);

struct Removal {
    std::vector<Resource> removed;
    std::vector<std::string> left;  // each with the reason
};

/// Removes what `doomed` picks, containers before volumes and networks, and looks again until
/// nothing of it is there or the limit is reached.
Removal remove(const Docker& docker, const std::function<bool(const Resource&)>& doomed,
               Duration limit);

}  // namespace sm::detail::inline cluster
