#include "cluster/net/nft.hpp"

#include <sm/cluster/docker/image.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "os/in_memory.hpp"

#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

using Words = std::vector<std::string>;

constexpr auto limit = std::chrono::seconds{30};

const char* to_string(NftWay way) {
    switch (way) {
        case NftWay::root:
            return "as root";
        case NftWay::sudo:
            return "by sudo";
        case NftWay::helper:
            return "by a helper container";
    }
    return "";
}

/// Whether this process of this machine is in the container. Process ids are used again, and an
/// engine elsewhere tells those of its own machine: the wrong namespace would be the host's own.
bool is_in(const std::string& pid, const std::string& container_id) {
    std::ifstream file("/proc/" + pid + "/cgroup");
    const std::string groups{std::istreambuf_iterator<char>(file), {}};
    return groups.find(container_id) != std::string::npos;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The files that a program needs to run where there is nothing: itself, its libraries, its loader.
std::vector<ImageFile> with_libraries(const std::string& program) {
    const auto listed = run_command({.words = {"ldd", program}, .limit = limit});
    std::vector<ImageFile> files{{program, program}};
    std::istringstream words(listed.out);
    for (std::string word; words >> word;)
        if (word.starts_with('/')) files.push_back({word, word});
    return files;
}

}  // namespace

std::string find_program(const std::string& name) {
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    std::istringstream folders(fmt::format("{}:/usr/sbin:/sbin", path != nullptr ? path : ""));
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto file = std::filesystem::path(folder) / name;
        if (folder.starts_with('/') && ::access(file.c_str(), X_OK) == 0) return file.string();
    }
    return "";
}

Nft::Nft(const Docker& docker, Words labels, std::vector<NftWay> ways)
    : docker_(docker), labels_(std::move(labels)), ways_(std::move(ways)) {}

std::optional<CommandResult> Nft::run(const std::string& container, const Words& words,
                                      const std::string& script) {
    const auto way = choose(container);
    const auto process = way ? running(container) : std::nullopt;
    if (!process) return std::nullopt;
    auto result = attempt(*way, *process, words, script);
    if (!result && !ask_engine(container)) return std::nullopt;  // it has just ended
    return result;
}

/// Nothing while the container does not run: then nobody can tell, and nobody needs to.
std::optional<NftWay> Nft::choose(const std::string& container) {
    const std::lock_guard lock(choosing_);
    if (chosen_) return chosen_;
    const auto process = ask_engine(container);
    if (!process) return std::nullopt;
    if (find_program("nft").empty())
        throw Unsupported(
            "packets cannot be dropped here: there is no program nft; install it with apt-get "
            "install nftables");
    Words reasons;
    for (const auto way : ways_) {
        const auto why = why_not(way, *process);
        if (!why) return chosen_ = way;
        reasons.push_back(fmt::format("{}: {}", to_string(way), *why));
    }
    if (!ask_engine(container)) return std::nullopt;
    throw Unsupported(
        fmt::format("packets cannot be dropped here, neither {}", fmt::join(reasons, ", nor ")));
}

std::optional<std::string> Nft::why_not(NftWay way, const Process& of) {
    if (way == NftWay::root && ::geteuid() != 0) return "this process is not root's";
    if (way == NftWay::sudo && find_program("sudo").empty()) return "there is no sudo";
    if (way != NftWay::helper) {
        if (find_program("nsenter").empty())
            return "there is no program nsenter; install it with apt-get install util-linux";
        if (!is_in(of.pid, of.id)) return "the containers are not processes of this machine";
    }
    try {
        const auto result = attempt(way, of, {"list", "tables"}, "");
        if (result) return std::nullopt;
        return result.timed_out ? "no answer" : first_line(result.err);
    } catch (const std::exception& error) {
        return first_line(error.what());
    }
}

CommandResult Nft::attempt(NftWay way, const Process& of, const Words& words,
                           const std::string& script) {
    const auto file = in_memory(script, "the rules of a packet filter");
    if (way == NftWay::helper) return attempt_in_helper(of, words, file.get());
    Words all;
    if (way == NftWay::sudo) all = {find_program("sudo"), "-n"};
    all.insert(all.end(),
               {find_program("nsenter"), "--net=/proc/" + of.pid + "/ns/net", find_program("nft")});
    all.insert(all.end(), words.begin(), words.end());
    return run_command({.words = all, .input = file.get(), .limit = limit});
}

CommandResult Nft::attempt_in_helper(const Process& of, const Words& words, int script) {
    Words all{"run",        "--rm", "-i",        "--network", "container:" + of.id,
              "--cap-drop", "ALL",  "--cap-add", "NET_ADMIN", "--pull",
              "never"};
    all.insert(all.end(), labels_.begin(), labels_.end());
    all.push_back(helper_image());
    all.insert(all.end(), words.begin(), words.end());
    return docker_.attempt({.words = all, .input = script, .limit = limit});
}

/// Made while the way is chosen, by one thread; from then on only read.
const std::string& Nft::helper_image() {
    if (helper_image_.empty()) {
        const auto program = find_program("nft");
        helper_image_ = build_image(
            docker_, {.name = "nft", .files = with_libraries(program), .entrypoint = {program}});
    }
    return helper_image_;
}

std::optional<Nft::Process> Nft::running(const std::string& container) {
    {
        const std::lock_guard lock(mutex_);
        const auto known = known_.find(container);
        if (known != known_.end() && is_in(known->second.pid, known->second.id))
            return known->second;
    }
    return ask_engine(container);
}

std::optional<Nft::Process> Nft::ask_engine(const std::string& container) {
    std::istringstream said(
        docker_.ask({"inspect", "--format", "{{.Id}} {{.State.Pid}}", container}));
    Process process;
    said >> process.id >> process.pid;
    const std::lock_guard lock(mutex_);
    known_.erase(container);
    if (process.pid.empty() || process.pid == "0") return std::nullopt;
    return known_[container] = process;
}

}  // namespace sm::detail::inline cluster
