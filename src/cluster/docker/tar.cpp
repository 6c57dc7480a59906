#include "cluster/docker/tar.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace sm::detail::inline cluster {
namespace {

constexpr std::size_t block = 512;

using Header = std::array<char, block>;

void put(Header& header, std::size_t offset, const std::string& text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

// The POSIX ustar layout: fixed fields of octal digits, a checksum over the whole header.
void Tar::add_header(const std::string& name, unsigned mode, std::size_t size, char type) {
    if (name.size() > 99)
        throw Misuse(fmt::format("path \"{}\" in an image is longer than 99 characters", name));
    if (size >= std::size_t{1} << 33U)
        throw Misuse(fmt::format("file \"{}\" in an image is larger than 8 GiB", name));
    Header header{};
    put(header, 0, name);
    put(header, 100, fmt::format("{:07o}", mode & 07777U));
    put(header, 108, "0000000");  // root
    put(header, 116, "0000000");
    put(header, 124, fmt::format("{:011o}", size));
    put(header, 136, "00000000000");  // the epoch
    put(header, 148, "        ");
    header[156] = type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    const auto sum = std::accumulate(header.begin(), header.end(), 0U, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
    });
    put(header, 148, fmt::format("{:06o}", sum));
    header[154] = '\0';
    bytes_.append(header.data(), header.size());
}

void Tar::add_directory(const std::string& name) { add_header(name + "/", 0755, 0, '5'); }

void Tar::add_file(const std::string& name, unsigned mode, const std::string& content) {
    add_header(name, mode, content.size(), '0');
    bytes_ += content;
    bytes_.append((block - content.size() % block) % block, '\0');
}

std::string Tar::finish() { return std::move(bytes_.append(2 * block, '\0')); }

}  // namespace sm::detail::inline cluster
