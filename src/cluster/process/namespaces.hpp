#pragma once
/// Namespaces of Linux: made, entered, and gone once nothing is in them and nobody holds them.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "os/descriptor.hpp"

namespace sm::detail::inline cluster {

/// Where something is done; what is not named is as it is here.
struct Place {
    int network = -1;                   // a network namespace
    int processes = -1;                 // a process namespace: for what is started, not for oneself
    std::filesystem::path directory{};  // the working directory
};

/// Does something there, on a thread of its own; the processes that it starts are there too.
/// Throws what it throws, and std::system_error where the place cannot be entered.
void inside(const Place& place, const std::function<void()>& body);

/// A network namespace with nothing in it. Throws std::system_error.
Descriptor make_network_namespace();

/// Makes a process namespace: `first` starts its first process, with whose end all that are in it
/// end, and returns its number. Throws what `first` throws, and std::system_error.
Descriptor make_process_namespace(const std::function<long()>& first);

/// The network namespace of this thread.
Descriptor own_network_namespace();

/// The descriptor as a path that other processes can open.
std::string path_of(const Descriptor& descriptor);

/// Why namespaces cannot be made here; nothing if they can.
std::optional<std::string> no_namespaces();

}  // namespace sm::detail::inline cluster
