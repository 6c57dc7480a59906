#include <sm/cluster/docker.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex>
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
    if (where.empty()) where = "the address it is told to use";
    return {DockerTrouble::no_engine,
            fmt::format("{}: no engine answers at {}; start one (systemctl start docker), or point "
                        "DOCKER_HOST or `docker context use` at one that runs",
                        program, where)};
}

DockerError no_permission(const std::string& program, const std::string& said) {
    auto where = last_word(said, "socket at ");
    if (!where.empty() && where.back() == ':') where.pop_back();
    if (where.empty()) where = "its socket";
    return {DockerTrouble::no_permission,
            fmt::format("{}: no permission to use the engine at {}; run as root, or join its group "
                        "(usermod -aG docker $USER) and log in again",
                        program, where)};
}

DockerTrouble trouble_of(const std::string& said) {
    if (holds(said, {"No such image", "no such image", "image not known", "pull access denied",
                     "manifest unknown"}))
        return DockerTrouble::no_image;
    if (holds(said, {"port is already allocated", "address already in use"}))
        return DockerTrouble::port_taken;
    if (holds(said, {"Pool overlaps", "is already used on the host", "already being used by",
                     "conflicts with network"}))
        return DockerTrouble::subnet_taken;
    return DockerTrouble::other;
}

}  // namespace

bool names_a_secret(const std::string& name) {
    static const std::regex secret("PASS|PWD|SECRET|TOKEN|CREDENTIAL|AUTH|PRIVATE|(^|_|API)KEY",
                                   std::regex::icase | std::regex::optimize);
    return std::regex_search(name, secret);
}

std::string masked(const std::string& text) {
    static const std::regex in_url(R"(([A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*):[^\s/@]+@)",
                                   std::regex::optimize);
    static const std::regex assigned(R"(([A-Za-z0-9_-]+)=("[^"]*"|'[^']*'|[^\s"',}]+))",
                                     std::regex::optimize);
    const auto no_urls = std::regex_replace(text, in_url, "$1:***@");
    std::string result;
    auto rest = no_urls.cbegin();
    for (std::sregex_iterator at(no_urls.begin(), no_urls.end(), assigned), end; at != end; ++at) {
        const auto& match = *at;
        result.append(rest, match[1].second);
        result += names_a_secret(match[1].str()) ? "=***" : "=" + match[2].str();
        rest = match[0].second;
    }
    return result.append(rest, no_urls.cend());
}

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
        throw DockerError(DockerTrouble::no_command,
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
        return {DockerTrouble::too_slow,
                fmt::format("`{}` took longer than {} s and was ended", line,
                            std::chrono::ceil<std::chrono::seconds>(result.took).count())};
    const auto said = masked(first_line(result.err));
    const auto trouble = trouble_of(result.err);
    switch (trouble) {
        case DockerTrouble::no_image:
            return {trouble, fmt::format("{}; build it first, by sm::build_image", said)};
        case DockerTrouble::port_taken:
            return {trouble, fmt::format("a published port is taken: {}; leave `outside` 0 to get "
                                         "one that is free",
                                         said)};
        default:
            break;
    }
    const auto hint =
        holds(said, {"exec", "starting container"}) && holds(said, {"no such file or directory"})
            ? "; is the program in the image, and statically linked?"
            : "";
    return {trouble,
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
