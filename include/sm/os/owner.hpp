#pragma once
/// Who owns a container, network or volume: one process of one boot of one host.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace sm {

/// A process, named so that its number being used again cannot be mistaken for it.
struct Owner {
    std::string host{};           ///< name and machine id
    std::string boot{};           ///< the kernel's boot id
    std::string pid_namespace{};  ///< process ids mean something in here only
    std::int64_t pid = 0;
    std::uint64_t start = 0;  ///< when the process started, in clock ticks since boot

    /// This process; a forked child is another.
    static Owner self();

    /// As labels `sm.host`, `sm.boot`, `sm.pidns`, `sm.pid`, `sm.start`.
    std::map<std::string, std::string> labels() const;

    /// The owner that the labels name; nothing if one is missing or malformed.
    static std::optional<Owner> from_labels(const std::map<std::string, std::string>& labels);

    /// Twelve hexadecimal digits for names.
    std::string digest() const;

    auto operator<=>(const Owner&) const = default;
};

enum class Life {
    alive,
    dead,
    unknown,  ///< of another host, or of a process namespace that cannot be seen from here
};

/// Whether `owner` still lives, as far as `observer` (a process that looks right now) can tell.
Life life_of(const Owner& owner, const Owner& observer);

}  // namespace sm
