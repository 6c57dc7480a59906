#include "coding.hpp"

#include <bit>
#include <cstring>

namespace raft {

namespace {

std::uint64_t load(const char* bytes, std::size_t count) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, count);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

/// A step of multiplying and folding, so that every bit of the word counts.
std::uint64_t mix(std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * 0x9fb21c651e98df25U;
    return state ^ (state >> 32);
}

}  // namespace

std::uint64_t checksum(std::uint64_t before, std::string_view bytes) {
    auto state = mix(before, bytes.size() + 1);
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) state = mix(state, load(bytes.data() + at, 8));
    if (at < bytes.size()) state = mix(state, load(bytes.data() + at, bytes.size() - at));
    return mix(state, 0x2545f4914f6cdd1dU);
}

void Writer::number(std::uint64_t value) {
    out_.resize(out_.size() + sizeof value);
    number_at(out_.size() - sizeof value, value);
}

void Writer::number_at(std::size_t offset, std::uint64_t value) {
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    std::memcpy(out_.data() + offset, &value, sizeof value);
}

void Writer::text(std::string_view value) {
    number(value.size());
    out_.append(value);
}

void Writer::members(const Members& members) {
    number(members.nodes().size());
    for (const auto node : members.nodes()) number(static_cast<std::uint64_t>(node));
}

void Writer::entry(const Entry& entry) {
    number(entry.term);
    number(entry.body.index());
    if (const auto* write = std::get_if<Write>(&entry.body)) {
        number(write->session);
        number(write->serial);
        number(static_cast<std::uint64_t>(write->command.operation));
        text(write->command.key);
        text(write->command.value);
        text(write->command.expected);
    } else if (const auto* changed = std::get_if<Members>(&entry.body)) {
        members(*changed);
    }
}

std::string_view Reader::take(std::uint64_t count) {
    if (count > rest_.size()) throw Damaged("more was to be read than there is");
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::uint64_t Reader::number() { return load(take(8).data(), 8); }

std::string Reader::text() {
    const auto size = number();
    return std::string(take(size));
}

Members Reader::members() {
    const auto count = number();
    if (count > Members::most) throw Damaged("too many members");
    std::vector<NodeId> nodes;
    for (std::uint64_t i = 0; i < count; ++i) nodes.push_back(static_cast<NodeId>(number()));
    return Members(std::move(nodes));
}

Entry Reader::entry() {
    Entry entry{.term = number()};
    switch (number()) {
        case 0:
            break;
        case 1: {
            Write write{.session = number()};
            write.serial = number();
            write.command.operation = static_cast<Operation>(number());
            write.command.key = text();
            write.command.value = text();
            write.command.expected = text();
            entry.body = std::move(write);
            break;
        }
        case 2:
            entry.body = OpenSession{};
            break;
        case 3:
            entry.body = members();
            break;
        default:
            throw Damaged("no such kind of entry");
    }
    return entry;
}

}  // namespace raft
