#include "cluster/net/subnet.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>

namespace sm::detail::inline cluster {
namespace {

std::uint32_t mask_of(int prefix) { return prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix); }

std::string address_text(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24U, (address >> 16U) & 255U,
                       (address >> 8U) & 255U, address & 255U);
}

}  // namespace

bool Subnet::overlaps(const Subnet& other) const {
    const auto mask = mask_of(std::min(prefix, other.prefix));
    return (base & mask) == (other.base & mask);
}

std::string Subnet::text() const { return fmt::format("{}/{}", address_text(base), prefix); }

std::string Subnet::host(std::uint32_t number) const { return address_text(base + number); }

std::optional<Subnet> parse_subnet(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    in_addr address{};
    if (::inet_pton(AF_INET, text.substr(0, slash).c_str(), &address) != 1) return std::nullopt;
    Subnet subnet{.base = ntohl(address.s_addr)};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, subnet.prefix);
    if (error != std::errc{} || stop != end) return std::nullopt;
    if (subnet.prefix < 1 || subnet.prefix > 30) return std::nullopt;
    if ((subnet.base & ~mask_of(subnet.prefix)) != 0) return std::nullopt;
    return subnet;
}

std::vector<Route> parse_routes(std::istream& table) {
    std::vector<Route> found;
    std::string line;
    std::getline(table, line);  // headings
    while (std::getline(table, line)) {
        std::istringstream words(line);
        std::string device, skipped;
        std::uint32_t destination = 0, mask = 0;
        words >> device >> std::hex >> destination;
        for (int column = 2; column < 7; ++column) words >> skipped;
        words >> mask;
        if (!words || mask == 0) continue;
        // The table shows numbers in network order, as this machine reads them.
        found.push_back({device, {ntohl(destination), std::popcount(mask)}});
    }
    return found;
}

std::vector<Route> routes() {
    std::ifstream table("/proc/net/route");
    return parse_routes(table);
}

}  // namespace sm::detail::inline cluster
