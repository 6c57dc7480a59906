#include "cluster/docker/resources.hpp"

#include <sm/os/wait.hpp>

#include <algorithm>
#include <array>
#include <future>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <utility>

namespace sm::detail::inline cluster {
namespace {

constexpr std::array labels{"sm.host", "sm.boot", "sm.pidns", "sm.pid", "sm.start", "sm.cluster"};

std::string format(const char* id, const char* name) {
    std::string text = std::string("{{.") + id + "}}\t{{." + name + "}}";
    for (const char* label : labels) text += std::string("\t{{.Label \"") + label + "\"}}";
    return text;
}

Resource parse(Kind kind, const std::string& line) {
    std::istringstream fields(line);
    Resource found{.kind = kind};
    std::getline(fields, found.id, '\t');
    std::getline(fields, found.name, '\t');
    std::map<std::string, std::string> values;
    for (const char* label : labels) std::getline(fields, values[label], '\t');
    found.owner = Owner::from_labels(values);
    found.cluster = values["sm.cluster"];
    return found;
}

std::vector<Resource> listed(const Docker& docker, Kind kind) {
    std::vector<std::string> words;
    switch (kind) {
        case Kind::container:
            words = {"ps", "-a", "--no-trunc"};
            break;
        case Kind::volume:
            words = {"volume", "ls"};
            break;
        case Kind::network:
            words = {"network", "ls", "--no-trunc"};
            break;
    }
    const bool volume = kind == Kind::volume;
    words.insert(words.end(), {"--filter", "label=sm", "--format",
                               volume ? format("Name", "Name")
                                      : format("ID", kind == Kind::container ? "Names" : "Name")});
    std::istringstream lines(docker.ask(words));
    std::vector<Resource> found;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) found.push_back(parse(kind, line));
    return found;
}

using Group = std::vector<Resource>;

/// The first line of what went wrong, if it did.
std::string run(const Docker& docker, std::vector<std::string> words, const Group& group) {
    if (group.empty()) return "";
    for (const auto& one : group) words.push_back(one.id);
    const auto result = docker.attempt({.words = words});
    return result ? "" : result.err.substr(0, result.err.find('\n'));
}

/// One try at all of it; what it returns matters only if something is still there afterwards.
std::string sweep(const Docker& docker, const Group& all) {
    Group containers, volumes, networks;
    for (const auto& one : all) {
        auto& group = one.kind == Kind::container ? containers
                      : one.kind == Kind::volume  ? volumes
                                                  : networks;
        group.push_back(one);
    }
    std::string error = run(docker, {"rm", "-f", "-v"}, containers);
    std::vector<std::future<std::string>> rest;
    rest.push_back(std::async(std::launch::async, [&] {
        return run(docker, {"volume", "rm", "-f"}, volumes);
    }));
    // The command removes one network after the other, a quarter of a second each.
    for (const auto& network : networks)
        rest.push_back(std::async(std::launch::async, [&docker, network] {
            return run(docker, {"network", "rm"}, {network});
        }));
    for (auto& one : rest)
        if (auto said = one.get(); !said.empty()) error = said;
    return error;
}

}  // namespace

std::vector<Resource> resources(const Docker& docker) {
    std::vector<std::future<Group>> lists;
    for (const Kind kind : {Kind::container, Kind::volume, Kind::network})
        lists.push_back(
            std::async(std::launch::async, [&docker, kind] { return listed(docker, kind); }));
    Group all;
    std::exception_ptr error;
    for (auto& list : lists) try {
            const auto found = list.get();
            all.insert(all.end(), found.begin(), found.end());
        } catch (...) {
            error = std::current_exception();
        }
    if (error) std::rethrow_exception(error);
    return all;
}

Removal remove(const Docker& docker, const std::function<bool(const Resource&)>& doomed,
               Duration limit) {
    std::map<std::pair<Kind, std::string>, Resource> seen;
    Group there;
    std::string error;
    std::optional<Group> first = resources(docker);  // throws where waiting would be no use
    const auto gone = eventually(
        [&] {
            there.clear();
            const Group found = first ? *std::exchange(first, std::nullopt) : resources(docker);
            std::copy_if(found.begin(), found.end(), std::back_inserter(there), doomed);
            if (there.empty()) return true;
            for (const auto& one : there) seen.emplace(std::pair{one.kind, one.id}, one);
            error = sweep(docker, there);
            return false;
        },
        {.limit = limit});
    Removal result;
    std::set<std::string> left;
    if (!gone)
        for (const auto& one : there) {
            left.insert(one.id);
            result.left.push_back(one.name + ": " + (error.empty() ? gone.last_error : error));
        }
    for (const auto& [key, one] : seen)
        if (!left.contains(one.id)) result.removed.push_back(one);
    return result;
}

}  // namespace sm::detail::inline cluster
