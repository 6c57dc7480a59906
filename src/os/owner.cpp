#include <sm/os/owner.hpp>

#include <boost/uuid/detail/sha1.hpp>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>

#include <signal.h>
#include <unistd.h>

namespace sm {
namespace {

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

struct Running {
    char state = '?';
    std::uint64_t start = 0;
};

/// What /proc says of a process; nothing if it says nothing.
std::optional<Running> running(std::int64_t pid) {
    const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
    // The name in parentheses may hold anything, a parenthesis too: count from its end.
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= line.size()) return std::nullopt;
    Running found{.state = line[name_end + 2]};
    std::size_t at = name_end + 2;
    for (int field = 3; field < 22; ++field) {
        at = line.find(' ', at);
        if (at == std::string::npos) return std::nullopt;
        ++at;
    }
    std::from_chars(line.data() + at, line.data() + line.size(), found.start);
    return found;
}

std::string link_target(const char* path) {
    std::array<char, 256> target;
    const auto size = ::readlink(path, target.data(), target.size());
    return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : "";
}

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    // Two machines may both be called localhost and share an engine.
    return fmt::format("{}.{}", name.data(), first_line("/etc/machine-id").substr(0, 8));
}

template <class Number>
bool parse(const std::string& text, Number& number) {
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    return result.ec == std::errc{} && result.ptr == end;
}

}  // namespace

Owner Owner::self() {
    Owner me{.host = host_name(),
             .boot = first_line("/proc/sys/kernel/random/boot_id"),
             .pid_namespace = link_target("/proc/self/ns/pid"),
             .pid = ::getpid()};
    if (const auto found = running(me.pid)) me.start = found->start;
    return me;
}

std::map<std::string, std::string> Owner::labels() const {
    return {{"sm.host", host},
            {"sm.boot", boot},
            {"sm.pidns", pid_namespace},
            {"sm.pid", std::to_string(pid)},
            {"sm.start", std::to_string(start)}};
}

std::optional<Owner> Owner::from_labels(const std::map<std::string, std::string>& labels) {
    const auto get = [&](const char* name) {
        const auto at = labels.find(name);
        return at == labels.end() ? std::string() : at->second;
    };
    Owner owner{.host = get("sm.host"), .boot = get("sm.boot"), .pid_namespace = get("sm.pidns")};
    if (owner.host.empty() || owner.boot.empty()) return std::nullopt;
    if (!parse(get("sm.pid"), owner.pid) || !parse(get("sm.start"), owner.start))
        return std::nullopt;
    return owner;
}

std::string Owner::digest() const {
    const auto text = fmt::format("{}/{}/{}/{}/{}", host, boot, pid_namespace, pid, start);
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(text.data(), text.size());
    boost::uuids::detail::sha1::digest_type words;
    hash.get_digest(words);
    return fmt::format("{:08x}{:04x}", words[0], words[1] >> 16U);
}

Life life_of(const Owner& owner, const Owner& observer) {
    if (owner.host != observer.host) return Life::unknown;
    if (owner.boot != observer.boot) return Life::dead;  // the host was started anew since
    if (owner.pid_namespace != observer.pid_namespace) return Life::unknown;
    if (const auto found = running(owner.pid)) {
        const bool ended = found->state == 'Z' || found->state == 'X';  // not yet collected
        return !ended && found->start == owner.start ? Life::alive : Life::dead;
    }
    // /proc may hide the processes of other users.
    return ::kill(static_cast<pid_t>(owner.pid), 0) != 0 && errno == ESRCH ? Life::dead
                                                                           : Life::unknown;
}

}  // namespace sm
