#include "server.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>

namespace etcd {
namespace {

namespace fs = std::filesystem;

std::string target_of(std::string version) {
    std::replace(version.begin(), version.end(), '.', '_');
    return "etcd_server_" + version;
}

}  // namespace

fs::path program(const std::string& version) {
    const bool debian = version == "debian";
    fs::path path = debian ? "/usr/bin/etcd" : ETCD_FOLDER "/etcd-" + version;
    if (fs::exists(path)) return path;
    throw sm::Misuse("etcd \"" + version + "\" is not at " + path.string() + ": " +
                     (debian ? "apt-get install etcd-server"
                             : "build the target " + target_of(version) +
                                   ", if server/ has a folder of that version"));
}

}  // namespace etcd
