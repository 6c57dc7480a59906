#include "workload/soonest.hpp"

namespace sm::detail::inline workload {

std::size_t take_one(std::vector<Candidate>& candidates, const Context& context) {
    std::size_t place = 0;
    if (candidates.size() > 1) {
        std::uint64_t total = 0;
        for (const Candidate& one : candidates) total += one.weight;
        auto at = context.chance().below(total);
        for (; at >= candidates[place].weight; ++place) at -= candidates[place].weight;
    }
    const auto part = candidates[place].part;
    candidates[place] = candidates.back();
    candidates.pop_back();
    return part;
}

std::string waits_of_all(std::string_view name, const std::vector<Pointer>& parts,
                         const std::vector<Context>& contexts) {
    constexpr std::size_t most = 3;
    std::string text;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] == nullptr) continue;
        if (++shown > most) return std::string(name) + " > (" + text + " and others)";
        text += (text.empty() ? "" : " and ") + parts[i]->waits(contexts[i]);
    }
    return std::string(name) + " > (" + text + ")";
}

}  // namespace sm::detail::inline workload
