#include "session.hpp"

#include <sm/history/outcome.hpp>

#include <utility>

#include "../common/patiently.hpp"
#include "../common/stock.hpp"
#include "membership.hpp"

namespace etcd {
namespace {

using namespace std::chrono_literals;

constexpr auto interval = 2ms;  // between two attempts
/// More are of no use, as one is renewed in less time than a program takes.
constexpr common::StockOptions one_used_one_ready{.lines = 1, .living = 2};

void put_under(const std::string& prefix, std::vector<Action>& actions) {
    for (auto& action : actions) {
        if (auto* get = std::get_if<Get>(&action)) get->key = prefix + get->key;
        if (auto* put = std::get_if<Put>(&action)) put->key = prefix + put->key;
        if (auto* gone = std::get_if<RemovePrefix>(&action)) gone->prefix = prefix + gone->prefix;
    }
}

}  // namespace

Session::Session(std::shared_ptr<Cluster> cluster, const std::string& node, SessionOptions options)
    : cluster_(std::move(cluster)),
      options_(options),
      prefix_(cluster_->prefix()),
      client_(cluster_->client(node, options.limits)) {}

Reads Session::reads() const { return options_.quorum ? Reads::linearizable : Reads::serializable; }

std::optional<Entry> Session::get(const std::string& key) {
    return common::patiently(options_.patience, interval,
                             [&] { return client_.get(prefix_ + key, reads()); });
}

void Session::put(const std::string& key, const std::string& value) {
    common::patiently(options_.patience, interval,
                      [&] { return client_.put(prefix_ + key, value); });
}

bool Session::cas(const std::string& key, const std::string& from, const std::string& to) {
    return common::patiently(options_.patience, interval,
                             [&] { return client_.cas(prefix_ + key, from, to); });
}

bool Session::cas(const std::string& key, std::int64_t mod_revision, const std::string& to) {
    return common::patiently(options_.patience, interval,
                             [&] { return client_.cas(prefix_ + key, mod_revision, to); });
}

TxnAnswer Session::txn(Txn txn) {
    for (auto& guard : txn.guards) guard.key = prefix_ + guard.key;
    put_under(prefix_, txn.then);
    put_under(prefix_, txn.otherwise);
    return common::patiently(options_.patience, interval,
                             [&] { return client_.txn(txn, reads()); });
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

System::System(std::shared_ptr<Cluster> cluster, SessionOptions options)
    : cluster_(std::move(cluster)), options_(options) {
    sm::fault::InjectorOptions faults;
    faults.questions["primaries"] = [cluster = cluster_.get()] { return cluster->primaries(); };
    faults.networks = {peer_network};
    injector_ = std::make_shared<sm::fault::Injector>(*cluster_, std::move(faults));
    injector_->add<Grow>();
    injector_->add<Shrink>();
}

Session System::client(int worker) const {
    const auto nodes = cluster_->nodes();
    return {cluster_, nodes[static_cast<std::size_t>(worker) % nodes.size()], options_};
}

class Clusters::Stock : public common::Stock<Cluster> {
    using common::Stock<Cluster>::Stock;
};

Clusters::Clusters(ClusterOptions cluster, SessionOptions session)
    : stock_(std::make_shared<Stock>(
          [cluster = std::move(cluster)] { return std::make_unique<Cluster>(cluster); },
          [](Cluster& used) { return used.renew(); }, one_used_one_ready)),
      session_(session) {}

System Clusters::operator()() const { return {stock_->take(), session_}; }

Clusters Clusters::with(SessionOptions session) const {
    auto same = *this;
    same.session_ = session;
    return same;
}

}  // namespace etcd
