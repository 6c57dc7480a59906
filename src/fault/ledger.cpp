#include "fault/ledger.hpp"

#include <algorithm>
#include <optional>

namespace sm::detail::inline fault {
namespace {

/// 0 where nobody wants anything.
double largest(const std::map<std::uint64_t, double>& wishes) {
    double share = 0.0;
    for (const auto& [owner, wish] : wishes) share = std::max(share, wish);
    return share;
}

}  // namespace

Cut LinkLedger::cut_of(const Link& link, double share) const {
    return {.from = link.from, .to = link.to, .networks = networks_, .share = share};
}

void LinkLedger::hold(Owner owner, const std::vector<Cut>& cuts) {
    auto after = wishes_;
    for (const auto& cut : cuts) after[{cut.from, cut.to}][owner] = cut.share;
    change_to(std::move(after));
}

void LinkLedger::release(Owner owner) {
    auto after = wishes_;
    for (auto& [link, wishes] : after) wishes.erase(owner);
    change_to(std::move(after));
}

void LinkLedger::change_to(Wishes after) {
    std::vector<Cut> cuts, restored;
    for (const auto& [link, wishes] : after) {
        const auto before = wishes_.find(link);
        const auto had = before == wishes_.end() ? 0.0 : largest(before->second);
        const auto wants = largest(wishes);
        if (wants == had) continue;
        if (wants == 0.0)
            restored.push_back(cut_of(link, 1.0));
        else
            cuts.push_back(cut_of(link, wants));
    }
    if (!cuts.empty()) cutter_->cut(cuts);
    if (!restored.empty()) cutter_->restore(restored);
    std::erase_if(after, [](const auto& entry) { return entry.second.empty(); });
    wishes_ = std::move(after);
}

void DelayLedger::hold(Owner owner, const std::vector<Link>& links, const sm::Delay& delay) {
    for (const auto& link : links) wishes_[link].push_back({owner, delay});
    delays_->delay(links, delay);
}

/// All links that change in the same way change at once: some backends know only all links of a
/// sender.
void DelayLedger::release(Owner owner) {
    struct Change {
        sm::Delay from;
        std::optional<sm::Delay> to;
        std::vector<Link> links;
    };
    std::vector<Change> changes;
    auto after = wishes_;
    for (auto& [link, wishes] : after) {
        const auto was = wishes.back();
        std::erase_if(wishes, [&](const Wish& wish) { return wish.owner == owner; });
        if (was.owner != owner) continue;
        const auto now = wishes.empty() ? std::nullopt : std::optional(wishes.back().delay);
        const auto same = std::find_if(changes.begin(), changes.end(), [&](const Change& one) {
            return one.from == was.delay && one.to == now;
        });
        if (same == changes.end())
            changes.push_back({was.delay, now, {link}});
        else
            same->links.push_back(link);
    }
    for (const auto& [from, to, links] : changes) {
        if (!to || to->networks != from.networks)
            delays_->delay(links, {.networks = from.networks});
        if (to) delays_->delay(links, *to);
    }
    std::erase_if(after, [](const auto& entry) { return entry.second.empty(); });
    wishes_ = std::move(after);
}

void PlugLedger::hold(Owner owner, const std::string& node, const std::string& network) {
    const auto at = wishes_.find({node, network});
    if (at == wishes_.end()) plugs_->disconnect(node, network);
    wishes_[{node, network}].insert(owner);
}

void PlugLedger::release(Owner owner, const std::string& node, const std::string& network) {
    const auto at = wishes_.find({node, network});
    if (at == wishes_.end() || !at->second.contains(owner)) return;
    if (at->second.size() == 1) {
        plugs_->connect(node, network);
        wishes_.erase(at);
    } else {
        at->second.erase(owner);
    }
}

void StateLedger::hold(Owner owner, const std::string& thing, Act put) {
    auto& wishes = wishes_[thing];
    wishes.push_back({owner, std::move(put)});
    wishes.back().put();
}

void StateLedger::release(Owner owner, const std::string& thing, Effect effect, const Act& clear) {
    const auto at = wishes_.find(thing);
    if (at == wishes_.end()) return;
    auto rest = at->second;
    if (std::erase_if(rest, [&](const Wish& wish) { return wish.owner == owner; }) == 0) return;
    if (rest.empty() || effect == Effect::of_all) clear();
    if (effect == Effect::of_all)
        for (const auto& wish : rest) wish.put();
    else if (!rest.empty() && at->second.back().owner == owner)
        rest.back().put();
    if (rest.empty())
        wishes_.erase(at);
    else
        at->second = std::move(rest);
}

}  // namespace sm::detail::inline fault
