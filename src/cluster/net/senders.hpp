#pragma once
/// Links by their senders, where what a node sends is delayed as a whole.

#include <sm/cluster/delay.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline cluster {

/// To whom each sender's links lead, in the order given.
std::map<std::string, std::vector<std::string>> by_sender(const std::vector<Link>& links);

/// Which sender's links lead to some of the other nodes only; nothing if each leads to all.
std::optional<std::string> why_not_by_sender(const std::vector<Link>& links,
                                             const std::vector<std::string>& nodes);

/// Throws Misuse for times without sense.
void check_delay(const Delay& delay);

}  // namespace sm::detail::inline cluster
