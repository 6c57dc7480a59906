#include "cluster/process/namespaces.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <exception>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Descriptor opened(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) fail(path.c_str());
    return file;
}

/// A thread of its own: where a thread has been it cannot always leave.
void on_a_thread(const std::function<void()>& body) {
    std::exception_ptr error;
    std::thread([&] {
        try {
            body();
        } catch (...) {
            error = std::current_exception();
        }
    }).join();
    if (error) std::rethrow_exception(error);
}

}  // namespace

void inside(const Place& place, const std::function<void()>& body) {
    on_a_thread([&] {
        if (!place.directory.empty()) {
            if (::unshare(CLONE_FS) != 0) fail("unshare(CLONE_FS)");
            if (::chdir(place.directory.c_str()) != 0) fail(place.directory.c_str());
        }
        if (place.network >= 0 && ::setns(place.network, CLONE_NEWNET) != 0)
            fail("setns(CLONE_NEWNET)");
        if (place.processes >= 0 && ::setns(place.processes, CLONE_NEWPID) != 0)
            fail("setns(CLONE_NEWPID)");
        body();
    });
}

Descriptor make_network_namespace() {
    Descriptor made;
    on_a_thread([&] {
        if (::unshare(CLONE_NEWNET) != 0) fail("unshare(CLONE_NEWNET)");
        made = own_network_namespace();
    });
    return made;
}

Descriptor make_process_namespace(const std::function<long()>& first) {
    Descriptor made;
    on_a_thread([&] {
        if (::unshare(CLONE_NEWPID) != 0) fail("unshare(CLONE_NEWPID)");
        made = opened(fmt::format("/proc/{}/ns/pid", first()));
    });
    return made;
}

Descriptor own_network_namespace() { return opened("/proc/thread-self/ns/net"); }

std::string path_of(const Descriptor& descriptor) {
    return fmt::format("/proc/{}/fd/{}", ::getpid(), descriptor.get());
}

std::optional<std::string> no_namespaces() {
    try {
        on_a_thread([] {
            if (::unshare(CLONE_NEWNET | CLONE_NEWPID) != 0) fail("unshare");
        });
        return std::nullopt;
    } catch (const std::system_error& error) {
        return fmt::format(
            "network namespaces cannot be made here ({}); run as root, or with the "
            "capabilities CAP_SYS_ADMIN and CAP_NET_ADMIN",
            error.code().message());
    }
}

}  // namespace sm::detail::inline cluster
