#include "cluster/net/cuts.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <stdexcept>

#include "base/error_text.hpp"

namespace sm::detail::inline cluster {
namespace {

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

void check(const Cut& cut) {
    if (cut.from == cut.to)
        throw Misuse(
            fmt::format("node \"{}\" cannot be cut off from itself; name two nodes", cut.from));
    if (!(cut.share > 0.0 && cut.share <= 1.0))
        throw Misuse(
            fmt::format("the cut from \"{}\" to \"{}\" drops a share of {} of the packets; it must "
                        "be above 0 and at most 1",
                        cut.from, cut.to, cut.share));
}

const PacketFilter& filter_in(const std::map<std::string, PacketFilter>& filters,
                              const std::string& node) {
    static const PacketFilter none;
    const auto at = filters.find(node);
    return at == filters.end() ? none : at->second;
}

using Failures = std::map<std::string, std::exception_ptr>;

std::string text_of(const Failures& failures) {
    std::vector<std::string> texts;
    for (const auto& [node, error] : failures) texts.push_back(error_text(error));
    // One reason for all nodes, most often, is told once.
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return fmt::format("{}", fmt::join(texts, "; "));
}

bool is_unsupported(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Unsupported&) {
        return true;
    } catch (...) {
        return false;
    }
}

/// A single error as it is, for whoever knows its type; else all of them in one.
[[noreturn]] void rethrow(const Failures& failures, const Failures& undoing) {
    if (failures.size() == 1 && undoing.empty()) std::rethrow_exception(failures.begin()->second);
    auto text = text_of(failures);
    if (!undoing.empty())
        text += (text.empty() ? "" : "; and ") + ("this could not be undone: " + text_of(undoing));
    const bool unsupported = undoing.empty() && is_unsupported(failures.begin()->second);
    if (unsupported) throw Unsupported(text);
    throw std::runtime_error(text);
}

}  // namespace

std::vector<Cuts::Link> Cuts::links(const Cut& cut) {
    check(cut);
    const auto mine = nodes_.networks(cut.from), theirs = nodes_.networks(cut.to);
    std::vector<Link> found;
    for (const auto& network : mine)
        if (contains(theirs, network) && (cut.networks.empty() || contains(cut.networks, network)))
            found.push_back({cut.from, cut.to, network});
    const auto there = [&](const std::string& network) {
        return std::any_of(found.begin(), found.end(),
                           [&](const Link& link) { return link.network == network; });
    };
    for (const auto& network : cut.networks)
        if (!there(network))
            throw Misuse(fmt::format(
                "nodes \"{}\" ({}) and \"{}\" ({}) are not both on network \"{}\"", cut.from,
                fmt::join(mine, ", "), cut.to, fmt::join(theirs, ", "), network));
    if (found.empty())
        throw Misuse(fmt::format("nodes \"{}\" ({}) and \"{}\" ({}) have no network in common",
                                 cut.from, fmt::join(mine, ", "), cut.to, fmt::join(theirs, ", ")));
    return found;
}

void Cuts::cut(const std::vector<Cut>& cuts) {
    const std::lock_guard lock(mutex_);
    auto after = shares_;
    for (const auto& one : cuts)
        for (const auto& link : links(one)) after[link] = one.share;
    change_to(std::move(after), starting_);
}

void Cuts::restore(const std::vector<Cut>& cuts) {
    const std::lock_guard lock(mutex_);
    auto after = shares_;
    for (const auto& one : cuts)
        for (const auto& link : links(one)) after.erase(link);
    change_to(std::move(after), starting_);
}

void Cuts::restore_all() {
    const std::lock_guard lock(mutex_);
    change_to({}, starting_);
}

std::vector<ActiveCut> Cuts::active() {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::map<std::string, std::uint64_t>> counters;
    std::vector<ActiveCut> all;
    for (const auto& [link, share] : shares_) {
        const auto [at, fresh] = counters.try_emplace(link.to);
        if (fresh) at->second = nodes_.counters(link.to);
        const auto dropped = at->second.find(nodes_.address(link.from, link.network));
        all.push_back({.from = link.from,
                       .to = link.to,
                       .network = link.network,
                       .share = share,
                       .dropped = dropped == at->second.end() ? 0 : dropped->second});
    }
    return all;
}

Cuts::Filters Cuts::filters_of(const Shares& shares, const std::map<std::string, int>& starting) {
    Filters filters;
    for (const auto& [link, share] : shares) {
        filters[link.to].arriving[nodes_.address(link.from, link.network)] = share;
        if (starting.contains(link.to))
            filters[link.from].leaving.insert(nodes_.address(link.to, link.network));
    }
    return filters;
}

std::vector<std::string> Cuts::changed_to(const Filters& filters) const {
    std::vector<std::string> changed;
    for (const auto& [node, filter] : filters)
        if (filter_in(filters_, node) != filter) changed.push_back(node);
    for (const auto& [node, filter] : filters_)
        if (!filters.contains(node)) changed.push_back(node);
    return changed;
}

void Cuts::change_to(Shares after, std::map<std::string, int> starting) {
    auto filters = filters_of(after, starting);
    auto changed = changed_to(filters);
    if (const auto failures = install_all(changed, filters_, filters); !failures.empty()) {
        // Where it failed nothing was changed: that is what a transaction is for.
        std::erase_if(changed, [&](const std::string& node) { return failures.contains(node); });
        rethrow(failures, install_all(changed, filters, filters_));
    }
    shares_ = std::move(after);
    starting_ = std::move(starting);
    filters_ = std::move(filters);
}

/// All nodes side by side.
Cuts::Failures Cuts::install_all(const std::vector<std::string>& changed, const Filters& before,
                                 const Filters& after) {
    std::vector<std::future<void>> all;
    for (const auto& node : changed)
        all.push_back(std::async(std::launch::async, [&] {
            nodes_.install(node, filter_in(before, node), filter_in(after, node));
        }));
    Failures failures;
    for (std::size_t i = 0; i < all.size(); ++i) try {
            all[i].get();
        } catch (...) {
            failures[changed[i]] = std::current_exception();
        }
    return failures;
}

void Cuts::count_starts(const std::string& node, int more) {
    auto starting = starting_;
    starting[node] += more;
    if (starting[node] == 0) starting.erase(node);
    change_to(shares_, std::move(starting));
}

void Cuts::start(const std::string& node, const std::function<void()>& start) {
    const auto count = [&](int more) {
        const std::lock_guard lock(mutex_);
        count_starts(node, more);
    };
    count(+1);
    std::exception_ptr error;
    try {
        start();
        const std::lock_guard lock(mutex_);
        const auto& filter = filter_in(filters_, node);
        if (!filter.empty()) nodes_.install(node, {}, filter);
    } catch (...) {
        error = std::current_exception();
    }
    try {
        count(-1);
    } catch (...) {
        const Failures first = error ? Failures{{node, error}} : Failures{};
        rethrow(first, {{"", std::current_exception()}});
    }
    if (error) std::rethrow_exception(error);
}

}  // namespace sm::detail::inline cluster
