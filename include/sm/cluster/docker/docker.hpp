#pragma once
/// A container engine, reached through the `docker` command.

#include <sm/cluster/cluster_error.hpp>
#include <sm/os/command_line.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sm {

enum class DockerErrorKind {
    no_command,
    no_engine,
    no_permission,
    no_image,
    port_taken,
    subnet_taken,
    node_died,
    too_slow,
    other,
};

/// What went wrong outside; its text is for a person and says what to do.
struct DockerError : ClusterError {
    DockerError(DockerErrorKind what_kind, const std::string& text)
        : ClusterError(text), kind(what_kind) {}
    DockerErrorKind kind;
};

struct DockerOptions {
    std::string program{};                       ///< empty: that of SM_DOCKER, else `docker`
    Duration limit = std::chrono::seconds{120};  ///< of one command
};

/// The engine that the `docker` command (or podman's) reaches, contexts and DOCKER_HOST included.
class Docker {
 public:
    explicit Docker(DockerOptions options = {});

    /// Why no engine can be used, in one line; nothing if one answers.
    std::optional<std::string> unusable() const;

    /// Runs `docker words...` and returns what it printed, without the last newline.
    /// Throws DockerError; what looks like a secret is masked in its text.
    std::string ask(const std::vector<std::string>& words,
                    const std::map<std::string, std::string>& environment = {}) const;

    /// The same, for a command that may fail. Throws only if docker itself cannot be used.
    CommandResult attempt(CommandLine command) const;

    /// The error that a failed command stands for.
    DockerError error_of(const std::vector<std::string>& words, const CommandResult& result) const;

    const std::string& program() const { return options_.program; }

 private:
    DockerOptions options_;
};

/// The text with what looks like a secret replaced: values after `PASSWORD=` and the like, and
/// passwords in URLs.
std::string masked(const std::string& text);

/// Whether a variable of this name is likely to hold a secret.
bool names_a_secret(const std::string& name);

}  // namespace sm
