#include <sm/base/misuse.hpp>
#include <sm/cluster/scoped_cuts.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

namespace sm {

std::vector<Cut> cuts_between(const std::vector<std::string>& one_side,
                              const std::vector<std::string>& other_side) {
    if (one_side.empty() || other_side.empty())
        throw Misuse(fmt::format("cuts between [{}] and [{}]: name at least one node on each side",
                                 fmt::join(one_side, ", "), fmt::join(other_side, ", ")));
    std::vector<Cut> cuts;
    for (const auto& one : one_side)
        for (const auto& other : other_side) {
            if (one == other)
                throw Misuse(fmt::format("cuts between [{}] and [{}]: {} is on both sides",
                                         fmt::join(one_side, ", "), fmt::join(other_side, ", "),
                                         one));
            cuts.push_back({.from = one, .to = other});
            cuts.push_back({.from = other, .to = one});
        }
    return cuts;
}

std::vector<Cut> cuts_around(const std::string& node, const std::vector<std::string>& nodes) {
    auto others = nodes;
    if (std::erase(others, node) == 0)
        throw Misuse(
            fmt::format("cuts around {}: it is not one of [{}]", node, fmt::join(nodes, ", ")));
    return cuts_between({node}, others);
}

ScopedCuts::ScopedCuts(CanCut& cluster, std::vector<Cut> cuts)
    : cluster_(cluster), cuts_(std::move(cuts)) {
    cluster_.cut(cuts_);
}

ScopedCuts::~ScopedCuts() {
    try {
        restore();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sm: a cut is still active: %s; restore_all() tries again\n",
                     error.what());
    }
}

void ScopedCuts::restore() {
    cluster_.restore(cuts_);
    cuts_.clear();
}

std::uint64_t ScopedCuts::dropped() const {
    std::uint64_t packets = 0;
    for (const auto& active : cluster_.active_cuts()) {
        const bool is_ours = std::any_of(cuts_.begin(), cuts_.end(), [&](const Cut& cut) {
            return cut.from == active.from && cut.to == active.to;
        });
        if (is_ours) packets += active.dropped;
    }
    return packets;
}

}  // namespace sm
