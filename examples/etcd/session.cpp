#include "session.hpp"

#include <sm/history/outcome.hpp>

#include <utility>

#include "../common/patiently.hpp"
#include "membership.hpp"

namespace etcd {
namespace {

using namespace std::chrono_literals;

void put_under(const std::string& prefix, std::vector<Action>& actions) {
    for (auto& action : actions) {
        if (auto* get = std::get_if<Get>(&action)) get->key = prefix + get->key;
        if (auto* put = std::get_if<Put>(&action)) put->key = prefix + put->key;
        if (auto* gone = std::get_if<RemovePrefix>(&action)) gone->prefix = prefix + gone->prefix;
    }
}

}  // namespace

Session::Session(Cluster& cluster, int worker)
    : options_(cluster.sessions),
      prefix_(cluster.prefix()),
      client_(
          cluster.client(cluster.nodes()[static_cast<std::size_t>(worker) % cluster.nodes().size()],
                         options_.limits)) {}

sm::fault::InjectorOptions Session::faults(Cluster& cluster) {
    return {.node_selectors = {{"primaries", [&cluster] { return cluster.primaries(); }}},
            .networks = {peer_network},
            .kinds = {sm::fault::kind_of<Grow>(), sm::fault::kind_of<Shrink>()}};
}

Reads Session::reads() const { return options_.quorum ? Reads::linearizable : Reads::serializable; }

auto Session::patiently(auto once) const { return common::patiently(options_.patience, 2ms, once); }

std::optional<Entry> Session::get(const std::string& key) {
    return patiently([&] { return client_.get(prefix_ + key, reads()); });
}

void Session::put(const std::string& key, const std::string& value) {
    patiently([&] { return client_.put(prefix_ + key, value); });
}

bool Session::cas(const std::string& key, const std::string& from, const std::string& to) {
    return patiently([&] { return client_.cas(prefix_ + key, from, to); });
}

bool Session::cas(const std::string& key, std::int64_t mod_revision, const std::string& to) {
    return patiently([&] { return client_.cas(prefix_ + key, mod_revision, to); });
}

TxnAnswer Session::txn(Txn txn) {
    for (auto& guard : txn.guards) guard.key = prefix_ + guard.key;
    put_under(prefix_, txn.then);
    put_under(prefix_, txn.otherwise);
    return patiently([&] { return client_.txn(txn, reads()); });
}

Watched Session::watch(const std::string& key, Duration lasts) {
    return seen(client_.watch(prefix_ + key, {.from = watched_ + 1, .lasts = lasts}));
}

Watched Session::catch_up(const std::string& key, Duration longest) {
    const auto entry = client_.get(prefix_ + key);
    const auto last = entry ? entry->mod_revision : 0;
    if (last <= watched_) return seen({});
    auto written =
        client_.watch(prefix_ + key, {.from = watched_ + 1, .lasts = longest, .until = last});
    if (written.empty() || written.back().revision < last)
        throw sm::Refused("the last write, of revision " + std::to_string(last) +
                          ", was not told in time");
    return seen(std::move(written));
}

Watched Session::seen(std::vector<Written> written) {
    Watched watched{watched_ + 1, std::move(written)};
    if (!watched.written.empty()) watched_ = watched.written.back().revision;
    return watched;
}

}  // namespace etcd
