#pragma once
/// The networks of a cluster, and where their addresses come from.

#include <string>

namespace sm {

struct NetworkSpec {
    std::string name{};    ///< as the test calls it
    std::string subnet{};  ///< such as "10.7.0.0/24"; empty: the next free one of the pool
};

/// Where subnets come from.
struct SubnetPool {
    std::string range = "10.213.0.0/16";
    int prefix = 24;  ///< length of each subnet's
};

}  // namespace sm
