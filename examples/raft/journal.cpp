#include "journal.hpp"

#include <string_view>

#include "coding.hpp"

namespace raft {

namespace {

const std::string file = "log";
const std::string fresh = "log.new";
constexpr std::uint64_t header_size = 24;  // base, its term, checksum
constexpr std::uint64_t prefix_size = 16;  // of a record: size of the entry, checksum

}  // namespace

Journal::Contents Journal::load() {
    if (!disk_.exists(file)) restart(0, 0, {});
    const auto size = disk_.size(file);
    const auto bytes = disk_.read(file, 0, size);
    Reader header(std::string_view(bytes).substr(0, header_size));
    Contents contents{.base = header.number()};
    contents.base_term = header.number();
    begin(contents.base, contents.base_term);
    if (header.number() != places_.back().checksum) throw Damaged("the log's header is damaged");

    while (end() + prefix_size <= size) {
        Reader prefix(std::string_view(bytes).substr(end(), prefix_size));
        const auto length = prefix.number();
        const auto sum = prefix.number();
        if (length > size - end() - prefix_size) break;
        const auto record = std::string_view(bytes).substr(end() + prefix_size, length);
        if (checksum(places_.back().checksum, record) != sum) break;
        contents.entries.push_back(Reader(record).entry());
        places_.push_back({end() + prefix_size + length, sum});
    }
    if (end() < size) disk_.truncate(file, end());
    disk_.sync(file);
    return contents;
}

void Journal::append(std::span<const Entry> entries) {
    const auto offset = end();
    buffer_.clear();
    for (const auto& entry : entries) encode(entry);
    if (!buffer_.empty()) disk_.write(file, offset, buffer_);
}

void Journal::cut(Index from) {
    places_.resize(from - base_);
    disk_.truncate(file, end());
}

void Journal::sync() { disk_.sync(file); }

void Journal::restart(Index base, Term base_term, std::span<const Entry> entries) {
    begin(base, base_term);
    Writer header(buffer_);
    header.number(base);
    header.number(base_term);
    header.number(places_.back().checksum);
    for (const auto& entry : entries) encode(entry);

    if (disk_.exists(fresh)) disk_.truncate(fresh, 0);
    disk_.write(fresh, 0, buffer_);
    disk_.sync(fresh);
    disk_.rename(fresh, file);
    disk_.sync_names();
}

void Journal::begin(Index base, Term base_term) {
    base_ = base;
    buffer_.clear();
    Writer writer(buffer_);
    writer.number(base);
    writer.number(base_term);
    places_.assign(1, {header_size, checksum(0, buffer_)});
    buffer_.clear();
}

void Journal::encode(const Entry& entry) {
    const auto start = buffer_.size();
    Writer writer(buffer_);
    writer.number(0);  // the prefix, which is filled in when the entry is there
    writer.number(0);
    writer.entry(entry);
    const auto length = buffer_.size() - start - prefix_size;
    const auto sum = checksum(places_.back().checksum,
                              std::string_view(buffer_).substr(start + prefix_size, length));
    writer.number_at(start, length);
    writer.number_at(start + sizeof length, sum);
    places_.push_back({end() + prefix_size + length, sum});
}

}  // namespace raft
