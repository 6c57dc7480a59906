#pragma once
/// What the faults of one injector share, and the kinds of faults that each knows.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/injector.hpp>
#include <sm/fault/undo.hpp>

#include <vector>

#include "fault/ledger.hpp"

namespace sm::detail::inline fault {

struct Setting {
    Cluster& cluster;
    Resolve resolve{};  // throws Misuse
    std::vector<std::string> networks{};
    LinkLedger links;
    DelayLedger delays;
    PlugLedger plugs;
    StateLedger states{};
    Owner owner = 0;  // the number of the fault that is being injected
};

/// The table of the library's own.
const std::vector<FaultKind>& known_faults();

}  // namespace sm::detail::inline fault
