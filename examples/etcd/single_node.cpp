#include "single_node.hpp"

#include <sm/history/outcome.hpp>

#include <filesystem>

namespace etcd {
namespace {

using namespace std::chrono_literals;

constexpr const char* node = "n1";
constexpr const char* network = "net";
/// The first segment of the log, which tests are too short to fill.
constexpr const char* first_log = "data/member/wal/0000000000000000-0000000000000000.wal";

std::string program_of(const std::string& version) { return ETCD_FOLDER "/etcd-" + version; }

std::string url(const std::string& host, const char* port) { return "http://" + host + ":" + port; }

sm::NodeSpec spec(const std::string& version, const std::string& address) {
    const auto clients = url(address, "2379"), peers = url(address, "2380");
    return {.name = node,
            .program = program_of(version),
            .arguments = {"--name",
                          node,
                          "--data-dir",
                          "data",
                          "--logger",
                          "zap",  //
                          "--listen-client-urls",
                          clients,
                          "--advertise-client-urls",
                          clients,
                          "--listen-peer-urls",
                          peers,
                          "--initial-advertise-peer-urls",
                          peers,
                          "--initial-cluster",
                          std::string(node) + "=" + peers,
                          "--heartbeat-interval",
                          "10",
                          "--election-timeout",
                          "50"}};
}

}  // namespace

SingleNode::SingleNode(const std::string& version) {
    cluster_.spawn(spec(version, cluster_.address(node, network)));
    await_ready();
}

void SingleNode::await_ready() {
    client_.emplace(cluster_.endpoint(node, client_port));
    cluster_.await(node, [&] { return client_->status().leader != 0; }, {20s, 5ms});
}

void SingleNode::put(const std::string& key, const std::string& value) { client_->put(key, value); }

std::optional<std::string> SingleNode::get(const std::string& key) {
    const auto entry = client_->get(key);
    if (!entry) return std::nullopt;
    return entry->value;
}

void SingleNode::kill() { cluster_.kill(node); }

void SingleNode::restart() {
    cluster_.start(node);
    await_ready();
}

void SingleNode::slow_disk() {
    cluster_.fail_disk(node, {.calls = {"write"}, .files = {first_log}, .latency = 100ms});
}

SingleNodes::SingleNodes(std::string version)
    : ahead_(std::make_shared<sm::Prefetch<SingleNode>>(
          [version = std::move(version)] { return std::make_unique<SingleNode>(version); })) {}

std::shared_ptr<SingleNode> SingleNodes::take() const { return ahead_->take(); }

std::optional<std::string> no_single_node(const std::string& version) {
    if (!std::filesystem::exists(program_of(version))) {
        auto target = "etcd_server_" + version;
        for (auto& c : target)
            if (c == '.') c = '_';
        return program_of(version) + " is not there: build the target " + target;
    }
    return sm::ProcessCluster({}).why_not_fail_disk({});
}

}  // namespace etcd
