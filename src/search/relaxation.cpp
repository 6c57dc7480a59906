#include "search/relaxation.hpp"

#include <algorithm>
#include <unordered_map>

namespace sm::detail::inline search {
namespace {

/// The topics of the bound calls.
std::vector<bool> bound_topics(const std::vector<bool>& bound, const Relaxation& relaxation) {
    std::vector<bool> topics;
    for (CallId id = 0; id < relaxation.topics.size(); ++id) {
        const auto topic = relaxation.topics[id];
        if (!bound[id] || topic == Relaxation::kAnything) continue;
        const auto place = static_cast<std::size_t>(topic);
        if (place >= topics.size()) topics.resize(place + 1);
        topics[place] = true;
    }
    return topics;
}

bool matters(CallId id, const std::vector<bool>& topics, const Relaxation& relaxation) {
    if (relaxation.topics.empty() || relaxation.topics[id] == Relaxation::kAnything) return true;
    const auto place = static_cast<std::size_t>(relaxation.topics[id]);
    return place < topics.size() && topics[place];
}

}  // namespace

std::vector<bool> helpful(std::span<const Interval> calls, const std::vector<bool>& bound,
                          const Relaxation& relaxation) {
    std::vector<bool> help(calls.size(), false);
    const auto topics = bound_topics(bound, relaxation);
    const auto most = static_cast<std::size_t>(std::count(bound.begin(), bound.end(), true)) + 1;
    std::unordered_map<Kind, std::size_t> uses;
    for (CallId id = 0; id < calls.size(); ++id) {
        const Interval& call = calls[id];
        if (bound[id] || call.read_only || !matters(id, topics, relaxation)) continue;
        const bool counts = relaxation.detours == Detours::simple && call.kind != unique_kind;
        help[id] = !counts || ++uses[call.kind] <= most;
    }
    return help;
}

}  // namespace sm::detail::inline search
