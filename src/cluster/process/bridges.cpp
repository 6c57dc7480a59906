#include <sm/cluster/process/process_error.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/command_line.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <system_error>

#include "cluster/net/candidates.hpp"
#include "cluster/net/nft.hpp"
#include "cluster/process/fabric.hpp"
#include "cluster/process/namespaces.hpp"
#include "os/in_memory.hpp"
#include "os/lock.hpp"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace sm::detail::inline cluster {
namespace {

using namespace std::chrono_literals;

ProcessError network_error(const std::string& text) {
    return {ProcessErrorKind::network, "the networks of the cluster: " + text};
}

/// Runs the lines of a script of ip(8) in a network namespace; throws what is wrong with one.
void ip(int network_namespace, const std::string& script) {
    const auto lines = in_memory(script, "a script for ip");
    CommandResult result;
    inside({.network = network_namespace}, [&] {
        result = run_command(
            {.words = {find_program("ip"), "-batch", "-"}, .input = lines.get(), .limit = 30s});
    });
    if (result) return;
    throw network_error(result.timed_out ? "ip did not end in time" : result.err);
}

/// A socket through which the devices of a network namespace are switched.
Descriptor control_of(const Descriptor& network_namespace) {
    Descriptor control;
    inside({.network = network_namespace.get()}, [&] {
        control = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        if (!control) throw std::system_error(errno, std::generic_category(), "socket");
    });
    return control;
}

/// Not by ip(8): a program takes milliseconds to start, in which a cut would not be there yet.
void set_up(const Descriptor& control, const std::string& device, bool up) {
    ifreq request{};
    device.copy(request.ifr_name, sizeof request.ifr_name - 1);
    if (::ioctl(control.get(), SIOCGIFFLAGS, &request) == 0) {
        const int flags = up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
        request.ifr_flags = static_cast<short>(flags);
        if (::ioctl(control.get(), SIOCSIFFLAGS, &request) == 0) return;
    }
    throw network_error(fmt::format("{} cannot be set {}: {}", device, up ? "up" : "down",
                                    std::generic_category().message(errno)));
}

class Bridges final : public Fabric {
 public:
    Bridges(const std::vector<NetworkSpec>& networks, const SubnetPool& pool,
            const std::string& cluster)
        : switch_(make_network_namespace()), control_(control_of(switch_)) {
        Candidates candidates(pool);
        // Other processes would find the same ones free, see that they clash, and try on.
        const Lock lock("subnets");
        std::string script = "link set lo up\n";
        const auto here = path_of(home_);
        for (std::size_t i = 0; i < networks.size(); ++i) {
            bridges_[networks[i].name] = i;
            script += fmt::format(
                "link add br{0} type bridge\n"
                "link set br{0} up\n"
                "link add up{0} type veth peer name {1} netns {2}\n"
                "link set up{0} master br{0} up\n",
                i, end_here(cluster, i), here);
        }
        ip(switch_.get(), script);
        for (const auto& network : networks)
            subnets_[network.name] =
                take(network, end_here(cluster, bridges_[network.name]), candidates);
    }

    const Subnets& subnets() const override { return subnets_; }

    Descriptor add(std::uint32_t node, const std::vector<std::string>& networks) override {
        auto made = make_network_namespace();
        std::string cables, addresses = "link set lo up\n";
        for (const auto& network : networks) {
            const auto bridge = bridges_.at(network);
            const auto& subnet = subnets_.at(network);
            cables += fmt::format(
                "link add {0} type veth peer name {1} netns {2}\n"
                "link set {0} master br{3} up\n",
                cable(node, network), device(network), path_of(made), bridge);
            addresses += fmt::format("addr add {0}/{1} dev {2}\nlink set {2} up\n",
                                     subnet.host(node), subnet.prefix, device(network));
        }
        ip(switch_.get(), cables);
        ip(made.get(), addresses);
        return made;
    }

    void unplug(std::uint32_t node, const std::string& network) override {
        set_up(control_, cable(node, network), false);
    }
    void plug(std::uint32_t node, const std::string& network) override {
        set_up(control_, cable(node, network), true);
    }

    std::string device(const std::string& network) const override {
        return fmt::format("net{}", bridges_.at(network));
    }

    std::optional<std::string> why_not_cut() const override {
        if (!find_program("nft").empty()) return std::nullopt;
        return "packets cannot be dropped here: there is no program nft; install it with apt-get "
               "install nftables";
    }

    /// Tried out where it disturbs nobody.
    std::optional<std::string> why_not_delay() const override {
        const auto tc = find_program("tc");
        if (tc.empty())
            return "packets cannot be held back here: there is no program tc; install it with "
                   "apt-get install iproute2";
        CommandResult tried;
        inside({.network = switch_.get()}, [&] {
            tried = run_command(
                {.words = {tc, "qdisc", "replace", "dev", "lo", "root", "netem", "delay", "1us"},
                 .limit = 30s});
        });
        if (tried) return std::nullopt;
        return fmt::format(
            "packets cannot be held back here: the kernel has no netem ({}); load or build it: "
            "modprobe sch_netem, CONFIG_NET_SCH_NETEM",
            tried.err.substr(0, tried.err.find('\n')));
    }

 private:
    /// Of a node's cable at its bridge.
    std::string cable(std::uint32_t node, const std::string& network) const {
        return fmt::format("n{}-{}", node, bridges_.at(network));
    }

    /// The end of a network's cable in this process's namespace, at most 15 characters.
    static std::string end_here(const std::string& cluster, std::size_t index) {
        return fmt::format("sm{:011x}{}", std::hash<std::string>{}(cluster)&0xfffffffffffU, index);
    }

    /// Gives the end here the first address of a subnet that nobody else has.
    Subnet take(const NetworkSpec& network, const std::string& device, Candidates& candidates) {
        const bool fixed = !network.subnet.empty();
        for (;;) {
            const auto subnet = fixed ? parse_subnet(network.subnet) : candidates.next();
            if (!subnet) throw ProcessError(ProcessErrorKind::subnet_taken, candidates.exhausted());
            const auto address = fmt::format("{}/{}", subnet->host(1), subnet->prefix);
            ip(home_.get(),
               fmt::format("addr add {0} dev {1}\nlink set {1} up\n", address, device));
            const auto other = other_route(*subnet, device);
            if (!other) return *subnet;
            ip(home_.get(), fmt::format("addr del {} dev {}\n", address, device));
            if (fixed)
                throw ProcessError(
                    ProcessErrorKind::subnet_taken,
                    fmt::format("subnet {} of network \"{}\" is taken by this host's route {} on "
                                "{}; choose another, or leave NetworkSpec.subnet empty to get a "
                                "free one",
                                network.subnet, network.name, other->subnet.text(), other->device));
        }
    }

    static std::optional<Route> other_route(const Subnet& subnet, const std::string& device) {
        for (const auto& route : routes())
            if (route.device != device && route.subnet.overlaps(subnet)) return route;
        return std::nullopt;
    }

    Descriptor home_ = own_network_namespace();
    Descriptor switch_;
    Descriptor control_;
    std::map<std::string, std::size_t> bridges_;  // their numbers, by network
    Subnets subnets_;
};

}  // namespace

std::unique_ptr<Fabric> make_bridges(const std::vector<NetworkSpec>& networks,
                                     const SubnetPool& pool, const std::string& cluster) {
    return std::make_unique<Bridges>(networks, pool, cluster);
}

std::optional<std::string> no_bridges() {
    if (auto why = no_namespaces()) return why;
    if (find_program("ip").empty())
        return "there is no program ip to connect network namespaces; install it with apt-get "
               "install iproute2";
    return std::nullopt;
}

}  // namespace sm::detail::inline cluster
