#pragma once
/// Changes of membership as faults.

#include <sm/fault/injector.hpp>

#include <string_view>

#include "cluster.hpp"

namespace etcd {

/// So many nodes join, and leave when that is healed.
struct Grow {
    static constexpr std::string_view fault_name = "grow";
    int count = 1;
    sm::Tree inject(sm::fault::Injection& injection) const;
};

/// Nodes leave, and others join for them when that is healed.
struct Shrink {
    static constexpr std::string_view fault_name = "shrink";
    sm::fault::Nodes nodes{};
    sm::Tree inject(sm::fault::Injection& injection) const;
};

}  // namespace etcd
