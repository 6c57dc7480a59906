#include "server.hpp"

#include <sm/cluster/command_line.hpp>
#include <sm/cluster/image.hpp>
#include <sm/value/misuse.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>

namespace etcd {
namespace {

namespace fs = std::filesystem;

std::string target_of(std::string version) {
    std::replace(version.begin(), version.end(), '.', '_');
    return "etcd_server_" + version;
}

/// The shared libraries that a program is linked with, its loader included; none of a static one.
std::vector<sm::ImageFile> libraries_of(const fs::path& program) {
    std::vector<sm::ImageFile> libraries;
    const auto result = sm::run_command({.words = {"ldd", program.string()}});
    if (!result) return libraries;
    std::istringstream words(result.out);
    for (std::string word; words >> word;)
        if (word.starts_with('/')) libraries.push_back({word, word});
    return libraries;
}

std::string built(const std::string& version) {
    const auto path = program(version);
    auto files = libraries_of(path);
    files.push_back({path, "/etcd"});
    return sm::build_image(sm::Docker{}, {.name = "etcd",
                                          .files = std::move(files),
                                          .directories = {"/tmp", "/data"},
                                          .entrypoint = {"/etcd"}});
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

std::string image(const std::string& version) {
    static std::mutex mutex;
    static std::map<std::string, std::string> tags;
    const std::lock_guard lock(mutex);
    auto& tag = tags[version];
    if (tag.empty()) tag = built(version);
    return tag;
}

}  // namespace etcd
