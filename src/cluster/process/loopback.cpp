#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_error.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/owner.hpp>

#include <fmt/format.h>

#include "cluster/process/fabric.hpp"
#include "os/reservation.hpp"

namespace sm::detail::inline cluster {
namespace {

/// 127.16.0.0 to 127.255.255.0, each with 254 addresses: below are those that people use by hand.
constexpr std::uint32_t first = 127U << 24U | 16U << 16U;
constexpr std::uint32_t count = 240U * 256U;

class Loopback final : public Fabric {
 public:
    Loopback(const std::vector<NetworkSpec>& networks, std::string why) : why_(std::move(why)) {
        for (const auto& network : networks) {
            if (!network.subnet.empty())
                throw Unsupported(fmt::format(
                    "network \"{}\" cannot have the subnet {}: {}; leave NetworkSpec.subnet empty",
                    network.name, network.subnet, why_));
            subnets_[network.name] = reserve();
        }
    }

    const Subnets& subnets() const override { return subnets_; }
    Descriptor add(std::uint32_t, const std::vector<std::string>&) override { return {}; }
    void unplug(std::uint32_t, const std::string& network) override { lack("unplugged", network); }
    void plug(std::uint32_t, const std::string& network) override { lack("plugged in", network); }
    std::string device(const std::string&) const override { return "lo"; }
    std::optional<std::string> why_not_cut() const override {
        return "packets cannot be dropped between nodes on loopback addresses: " + why_;
    }
    std::optional<std::string> why_not_delay() const override {
        return "packets cannot be held back between nodes on loopback addresses: " + why_;
    }

 private:
    [[noreturn]] void lack(const char* what, const std::string& network) const {
        throw Unsupported(
            fmt::format("network \"{}\" cannot be {} at a node on a loopback address: {}", network,
                        what, why_));
    }

    Subnet reserve() {
        const auto start = std::stoull(Owner::self().digest().substr(0, 8), nullptr, 16);
        for (std::uint32_t i = 0; i < count; ++i) {
            const Subnet subnet{first + (static_cast<std::uint32_t>(start + i) % count << 8U), 24};
            if (auto held = Reservation::of("loopback-" + subnet.host(0))) {
                held_.push_back(std::move(*held));
                return subnet;
            }
        }
        throw ProcessError(ProcessErrorKind::subnet_taken,
                           "all subnets of 127.16.0.0 to 127.255.255.255 are in use");
    }

    std::string why_;
    Subnets subnets_;
    std::vector<Reservation> held_;
};

}  // namespace

std::unique_ptr<Fabric> make_loopback(const std::vector<NetworkSpec>& networks, std::string why) {
    return std::make_unique<Loopback>(networks, std::move(why));
}

}  // namespace sm::detail::inline cluster
