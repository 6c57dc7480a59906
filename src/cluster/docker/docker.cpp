#include <sm/cluster/docker/docker.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>

namespace sm {
namespace {

bool holds(const std::string& text, std::initializer_list<const char*> any) {
    return std::any_of(any.begin(), any.end(),
                       [&](const char* part) { return text.find(part) != std::string::npos; });
}

/// The first line that is not a warning, which comes before what matters.
std::string first_line(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && !line.starts_with("WARNING")) return line;
    return "";
}

std::string last_word(const std::string& text, const std::string& after) {
    const auto at = text.find(after);
    if (at == std::string::npos) return "";
    const auto begin = at + after.size();
    return text.substr(begin, text.find_first_of(" \r\n", begin) - begin);
}

DockerError no_engine(const std::string& program, const std::string& said) {
    auto where = last_word(said, "daemon at ");
    if (!where.empty() && where.back() == '.') where.pop_back();
    if (where.empty()) where = "its configured address";
    return {DockerErrorKind::no_engine,
            fmt::format("{}: no engine answers at {}; start one (systemctl start docker), or point "
                        "DOCKER_HOST or `docker context use` at one that runs",
                        program, where)};
}

DockerError no_permission(const std::string& program, const std::string& said) {
    auto where = last_word(said, "socket at ");
    if (!where.empty() && where.back() == ':') where.pop_back();
    if (where.empty()) where = "its socket";
    return {DockerErrorKind::no_permission,
            fmt::format("{}: no permission to use the engine at {}; run as root, or join its group "
                        "(usermod -aG docker $USER) and log in again",
                        program, where)};
}

DockerErrorKind error_kind_of(const std::string& said) {
    if (holds(said, {"No such image", "no such image", "image not known", "pull access denied",
                     "manifest unknown"}))
        return DockerErrorKind::no_image;
    if (holds(said, {"port is already allocated", "address already in use"}))
        return DockerErrorKind::port_taken;
    if (holds(said, {"Pool overlaps", "is already used on the host", "already being used by",
                     "conflicts with network"}))
        return DockerErrorKind::subnet_taken;
    return DockerErrorKind::other;
}

bool in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/// "scheme://user:password@host": the last @ before the address ends is the one that counts.
std::string mask_in_urls(const std::string& text) {
    std::string result;
    std::size_t done = 0;
    for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const auto begin = at + 3;
        const auto end = std::min(text.find_first_of("/ \t\r\n\"'", begin), text.size());
        const auto host = text.substr(begin, end - begin).rfind('@');
        const auto colon = text.find(':', begin);
        if (host == std::string::npos || colon >= begin + host) continue;
        result.append(text, done, colon + 1 - done).append("***");
        done = begin + host;
    }
    return result.append(text, done);
}

/// Where the value that begins at `begin` ends: at its closing quote, or before a separator.
std::size_t end_of_value(const std::string& text, std::size_t begin) {
    if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) {
        const auto close = text.find(text[begin], begin + 1);
        if (close != std::string::npos) return close + 1;
    }
    return std::min(text.find_first_of(" \t\r\n\"',}", begin), text.size());
}

std::string mask_assigned(const std::string& text) {
    std::string result;
    std::size_t done = 0;
    for (auto at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
        auto begin = at;
        while (begin > done && in_name(text[begin - 1])) --begin;
        const auto end = end_of_value(text, at + 1);
        if (end == at + 1 || !names_a_secret(text.substr(begin, at - begin))) continue;
        result.append(text, done, at + 1 - done).append("***");
        done = end;
        at = end - 1;
    }
    return result.append(text, done);
}

}  // namespace

bool names_a_secret(const std::string& name) {
    std::string upper;
    for (const char c : name) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    // A key alone is one, or as the last word of a name, but a monkey is not.
    return holds(upper, {"PASS", "PWD", "SECRET", "TOKEN", "CREDENTIAL", "AUTH", "PRIVATE",
                         "APIKEY", "_KEY", "-KEY"}) ||
           upper.starts_with("KEY");
}

std::string masked(const std::string& text) { return mask_assigned(mask_in_urls(text)); }

Docker::Docker(DockerOptions options) : options_(std::move(options)) {
    if (!options_.program.empty()) return;
    const char* named = std::getenv("SM_DOCKER");
    options_.program = named != nullptr && *named != '\0' ? named : "docker";
}

CommandResult Docker::attempt(CommandLine command) const {
    command.words.insert(command.words.begin(), options_.program);
    CommandResult result;
    try {
        result = run_command(command);
    } catch (const CommandNotStarted& error) {
        throw DockerError(DockerErrorKind::no_command,
                          fmt::format("{}; install Docker's client (apt-get install docker.io), or "
                                      "name another program by SM_DOCKER, such as podman",
                                      error.what()));
    }
    if (result) return result;
    if (holds(result.err, {"permission denied while trying to connect", "Got permission denied"}))
        throw no_permission(options_.program, result.err);
    if (holds(result.err, {"Cannot connect to the Docker daemon", "Cannot connect to Podman",
                           "error during connect", "failed to connect to the docker API"}))
        throw no_engine(options_.program, result.err);
    return result;
}

DockerError Docker::error_of(const std::vector<std::string>& words,
                             const CommandResult& result) const {
    const auto line = masked(fmt::format("{} {}", options_.program, fmt::join(words, " ")));
    if (result.timed_out)
        return {DockerErrorKind::too_slow,
                fmt::format("`{}` took longer than {} s and was ended", line,
                            std::chrono::ceil<std::chrono::seconds>(result.took).count())};
    const auto said = masked(first_line(result.err));
    const auto kind = error_kind_of(result.err);
    switch (kind) {
        case DockerErrorKind::no_image:
            return {kind, fmt::format("{}; build it first, by sm::build_image", said)};
        case DockerErrorKind::port_taken:
            return {kind, fmt::format("a published port is taken: {}; leave `outside` 0 to get "
                                      "one that is free",
                                      said)};
        default:
            break;
    }
    const auto hint =
        holds(said, {"exec", "starting container"}) && holds(said, {"no such file or directory"})
            ? "; is the program in the image, and statically linked?"
            : "";
    return {kind,
            fmt::format("`{}` failed: {}{}", line,
                        said.empty() ? fmt::format("exit code {}", result.exit_code) : said, hint)};
}

std::string Docker::ask(const std::vector<std::string>& words,
                        const std::map<std::string, std::string>& environment) const {
    auto result = attempt({.words = words, .environment = environment, .limit = options_.limit});
    if (!result) throw error_of(words, result);
    while (!result.out.empty() && (result.out.back() == '\n' || result.out.back() == '\r'))
        result.out.pop_back();
    return result.out;
}

std::optional<std::string> Docker::unusable() const {
    try {
        ask({"ps", "-q"});
        return std::nullopt;
    } catch (const DockerError& error) {
        return error.what();
    }
}

}  // namespace sm
