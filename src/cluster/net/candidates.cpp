#include "cluster/net/candidates.hpp"

#include <sm/base/misuse.hpp>
#include <sm/os/owner.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

namespace sm::detail::inline cluster {

Candidates::Candidates(const SubnetPool& pool) : taken_(routes()) {
    const auto range = parse_subnet(pool.range);
    if (!range)
        throw Misuse(fmt::format("SubnetPool.range \"{}\" is not a subnet such as 10.213.0.0/16",
                                 pool.range));
    if (pool.prefix < range->prefix || pool.prefix > 29)
        throw Misuse(fmt::format("SubnetPool.prefix {} must be between that of range {} and 29",
                                 pool.prefix, pool.range));
    range_ = *range;
    prefix_ = pool.prefix;
    count_ = std::uint64_t{1} << (prefix_ - range_.prefix);
    // Processes start at different places, and go on rather than take again what they have
    // just given back, which may still be on its way out.
    static std::atomic<std::uint64_t> used = 0;
    at_ = std::stoull(Owner::self().digest().substr(0, 8), nullptr, 16) + used.fetch_add(4);
}

std::optional<Subnet> Candidates::next() {
    const std::lock_guard lock(mutex_);
    while (given_++ < count_) {
        const auto index = at_++ % count_;
        const Subnet one{range_.base + static_cast<std::uint32_t>(index << (32 - prefix_)),
                         prefix_};
        if (std::none_of(taken_.begin(), taken_.end(),
                         [&](const Route& route) { return route.subnet.overlaps(one); }))
            return one;
    }
    return std::nullopt;
}

std::string Candidates::exhausted() const {
    return fmt::format(
        "none of the {} subnets /{} of the pool {} is free; run `sm reap`, remove unused networks "
        "(docker network prune), or set the `pool` of the cluster",
        count_, prefix_, range_.text());
}

void check_networks(const std::vector<NetworkSpec>& networks) {
    if (networks.empty()) throw Misuse("a cluster needs at least one network");
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto& one = networks[i];
        check_name("the name of network", one.name);
        if (!one.subnet.empty() && !parse_subnet(one.subnet))
            throw Misuse(
                fmt::format("network \"{}\": \"{}\" is not a subnet such as 10.7.0.0/24, "
                            "with zeros behind its prefix",
                            one.name, one.subnet));
        for (std::size_t j = 0; j < i; ++j)
            if (networks[j].name == one.name)
                throw Misuse(fmt::format("two networks are called \"{}\"", one.name));
    }
}

void check_name(const char* what, const std::string& name) {
    const auto fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    if (name.empty() || name.size() > 40 || !std::all_of(name.begin(), name.end(), fine))
        throw Misuse(
            fmt::format("{} \"{}\": use up to 40 letters, digits, dashes, dots and "
                        "underscores",
                        what, name));
}

}  // namespace sm::detail::inline cluster
