#pragma once
/// The program nft, run in the network namespaces of containers in whichever way works here.

#include <sm/cluster/docker/docker.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline cluster {

enum class NftWay {
    root,    // this process may enter the namespace itself
    sudo,    // `sudo -n` may
    helper,  // a container that shares the namespace, with this machine's nft in its image
};

class Nft {
 public:
    /// `labels` are words for the command line of helpers.
    Nft(const Docker& docker, std::vector<std::string> labels,
        std::vector<NftWay> ways = {NftWay::root, NftWay::sudo, NftWay::helper});

    /// Runs `nft words...` for a container, with `script` to read; nothing if it does not run.
    /// The first use finds out which way works; throws Unsupported if none does, and DockerError.
    std::optional<CommandResult> run(const std::string& container,
                                     const std::vector<std::string>& words,
                                     const std::string& script = "");

 private:
    struct Process {
        std::string id{};  // of the container
        std::string pid{};
    };

    std::optional<NftWay> choose(const std::string& container);
    std::optional<std::string> why_not(NftWay way, const Process& of);
    CommandResult attempt(NftWay way, const Process& of, const std::vector<std::string>& words,
                          const std::string& script);
    CommandResult attempt_in_helper(const Process& of, const std::vector<std::string>& words,
                                    int script);
    const std::string& helper_image();
    std::optional<Process> running(const std::string& container);
    std::optional<Process> ask_engine(const std::string& container);

    const Docker& docker_;
    const std::vector<std::string> labels_;
    const std::vector<NftWay> ways_;
    std::mutex choosing_;
    std::optional<NftWay> chosen_;
    std::mutex mutex_;
    std::map<std::string, Process> known_;
    std::string helper_image_;  // under choosing_ until there is one
};

/// Where a program is that may be none of an ordinary user's, such as /usr/sbin/nft; empty:
/// nowhere.
std::string find_program(const std::string& name);

}  // namespace sm::detail::inline cluster
