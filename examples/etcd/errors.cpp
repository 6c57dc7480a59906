#include <sm/history/outcome.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "client.hpp"

namespace etcd {
namespace {

/// What etcd says before it hands a request to raft, by its source (3.5.0 and 3.7.3): everything
/// else may come when the request is on its way. Told by text, since gRPC's codes do not tell
/// them apart, and "too many requests" has the wrong one.
constexpr std::array certain{
    std::string_view("etcdserver: no leader"),
    std::string_view("etcdserver: not capable"),
    std::string_view("etcdserver: too many requests"),
    std::string_view("etcdserver: rpc not supported for learner"),
    std::string_view("etcdserver: unhealthy cluster"),
    std::string_view("etcdserver: re-configuration failed due to not enough started members"),
    std::string_view("etcdserver: member ID already exist"),
    std::string_view("etcdserver: Peer URLs already exists"),
    std::string_view("etcdserver: member not found"),
    std::string_view("raft proposal dropped"),
};

constexpr int invalid_argument = 3;  // gRPC's

}  // namespace

void raise(int code, const std::string& message, bool writes) {
    if (code == invalid_argument) throw std::logic_error("etcd: a wrong request: " + message);
    const bool refused = std::find(certain.begin(), certain.end(), message) != certain.end();
    if (refused || !writes) throw sm::Refused(message);
    throw sm::Unknown(message);
}

}  // namespace etcd
