#pragma once
/// The faults that an injector knows from the beginning.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/injector.hpp>

#include <functional>
#include <map>
#include <string>

#include "fault/ledger.hpp"

namespace sm::detail::inline fault {

/// What kinds of faults work with.
struct Setting {
    Cluster& cluster;
    Resolve resolve{};  // throws Misuse
    LinkLedger links;
    PlugLedger plugs;
    StateLedger states{};
    Owner striking = 0;  // the number of the fault that is being injected
};

/// They refer to the setting.
std::map<std::string, Inject> network_faults(Setting& setting);
std::map<std::string, Inject> node_faults(Setting& setting);
std::map<std::string, Inject> link_faults(Setting& setting);
std::map<std::string, Inject> hardware_faults(Setting& setting);
/// Of simulated disks, or of the system calls of programs.
Tree harm_disk(Setting& setting, const Tree& arguments, Undo& undo);

/// Brings a thing into a state until the fault that is being injected is undone.
void hold(Setting& setting, Undo& undo, const std::string& thing, Effect effect,
          StateLedger::Act put, StateLedger::Act clear);

[[noreturn]] void throw_lacking(const char* fault, const char* what);

/// Throws Unsupported where the cluster cannot do what the fault needs.
template <class Capability>
Capability& need(Cluster& cluster, const char* fault, const char* what) {
    if (auto* found = capability<Capability>(cluster)) return *found;
    throw_lacking(fault, what);
}

}  // namespace sm::detail::inline fault
