#include "simulation/simulated_disk.hpp"

#include <sm/simulation/detail/chance.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sm::detail::inline simulation {
namespace {

/// What of a disk becomes unreadable at a time.
constexpr std::uint64_t sector = 512;

}  // namespace

SimulatedDisk::SimulatedDisk(const DiskOptions& options, Seed seed, Take take)
    : options_(options),
      random_(seed.child("disk")),
      crashes_(seed.child("crash")),
      harms_(seed.child("harm")),
      take_(std::move(take)) {}

bool SimulatedDisk::take(const Latency& latency) {
    if (fault_.latency > Duration{}) ++hits_;
    return take_(draw(latency, random_) + fault_.latency);
}

std::vector<std::string> SimulatedDisk::files() const {
    std::vector<std::string> all;
    all.reserve(names_.size());
    for (const auto& [name, file] : names_) all.push_back(name);
    return all;
}

bool SimulatedDisk::exists(const std::string& file) const { return names_.contains(file); }

SimulatedDisk::File& SimulatedDisk::named(const std::string& file) {
    const auto found = names_.find(file);
    if (found == names_.end())
        throw DiskError(DiskErrorKind::no_file, fmt::format("there is no file \"{}\"", file));
    return *found->second;
}

bool SimulatedDisk::is_hit(double share) {
    const bool hit = happens(share, harms_);
    if (hit) ++hits_;
    return hit;
}

std::uint64_t SimulatedDisk::size(const std::string& file) { return named(file).content.size(); }

std::string SimulatedDisk::read(const std::string& file, std::uint64_t offset, std::size_t count) {
    if (!take(options_.read)) return {};
    auto& found = named(file);
    if (offset >= found.content.size()) return {};
    auto bytes = found.content.substr(offset, count);
    read_or_fail(file, found, offset, offset + bytes.size());
    return bytes;
}

void SimulatedDisk::read_or_fail(const std::string& name, File& file, std::uint64_t begin,
                                 std::uint64_t end) {
    if (begin < end && is_hit(fault_.unreadable)) {
        const auto bad = begin + harms_.below(end - begin);
        file.unreadable.push_back({bad, std::min<std::uint64_t>(end, bad + sector)});
    }
    for (const auto& range : file.unreadable)
        if (range.begin < end && begin < range.end)
            throw DiskError(DiskErrorKind::unreadable,
                            fmt::format("bytes {} to {} of file \"{}\" cannot be read", range.begin,
                                        range.end, name));
}

void SimulatedDisk::write(const std::string& file, std::uint64_t offset, std::string_view bytes) {
    std::string kept(bytes);  // by the time that it is written `bytes` may be gone
    const auto count = kept.size();
    if (!take(options_.write)) return;
    const auto found = names_.find(file);
    require_space(found == names_.end() ? nullptr : found->second.get(), offset + count);
    if (found == names_.end()) change_names({.to = file, .file = std::make_shared<File>()});
    auto& written = named(file);
    const auto at = place_for(written, offset, count);
    const auto size = written.content.size();
    const auto end = at + count;
    std::erase_if(written.unreadable,
                  [&](const Range& range) { return at <= range.begin && range.end <= end; });
    change(written, {.offset = at,
                     .after = std::move(kept),
                     .before = at < size ? written.content.substr(at, count) : "",
                     .size_before = size,
                     .size_after = std::max<std::uint64_t>(size, end)});
}

/// Where a write lands: where it should but for a share of them.
std::uint64_t SimulatedDisk::place_for(const File& file, std::uint64_t offset, std::size_t count) {
    if (!is_hit(fault_.misdirected)) return offset;
    return file.content.size() > count ? harms_.below(file.content.size() - count) : offset;
}

void SimulatedDisk::truncate(const std::string& file, std::uint64_t size) {
    if (!take(options_.write)) return;
    auto& truncated = named(file);
    require_space(&truncated, size);
    const auto before = truncated.content.size();
    change(truncated, {.offset = std::min<std::uint64_t>(size, before),
                       .before = size < before ? truncated.content.substr(size) : "",
                       .size_before = before,
                       .size_after = size});
}

void SimulatedDisk::sync(const std::string& file) {
    if (!take(options_.sync)) return;
    auto& synced = named(file);
    synced.unsynced.clear();
    auto last = renamings_.size();
    while (last > 0 && renamings_[last - 1].file.get() != &synced) --last;
    sync_names_until(last);
}

void SimulatedDisk::rename(const std::string& from, const std::string& to) {
    if (!take(options_.write)) return;
    static_cast<void>(named(from));
    if (from != to) change_names({.from = from, .to = to, .file = names_.at(from)});
}

void SimulatedDisk::remove(const std::string& file) {
    if (!take(options_.write)) return;
    static_cast<void>(named(file));
    change_names({.from = file});
}

void SimulatedDisk::sync_names() {
    if (take(options_.sync)) sync_names_until(renamings_.size());
}

void SimulatedDisk::crash() {
    // A journal of names is kept from its beginning, up to somewhere.
    sync_names_until(crashes_.below(renamings_.size() + 1));
    renamings_.clear();
    names_ = synced_names_;
    for (auto& [name, file] : names_) forget(*file);
}

void SimulatedDisk::wipe() {
    names_.clear();
    synced_names_.clear();
    renamings_.clear();
}

void SimulatedDisk::change_names(Renaming renaming) {
    apply(renaming, names_);
    renamings_.push_back(std::move(renaming));
}

void SimulatedDisk::sync_names_until(std::size_t count) {
    const auto end = renamings_.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto at = renamings_.begin(); at != end; ++at) apply(*at, synced_names_);
    renamings_.erase(renamings_.begin(), end);
}

void SimulatedDisk::apply(const Renaming& renaming, Names& names) {
    names.erase(renaming.from);
    if (renaming.file) names[renaming.to] = renaming.file;
}

void SimulatedDisk::change(File& file, Change change) {
    apply(change, file.content);
    file.unsynced.push_back(std::move(change));
}

void SimulatedDisk::apply(const Change& change, std::string& content) {
    content.resize(std::max<std::size_t>(content.size(), change.offset + change.after.size()));
    std::copy(change.after.begin(), change.after.end(),
              content.begin() + static_cast<std::ptrdiff_t>(change.offset));
    if (change.after.empty()) content.resize(change.size_after);
}

/// Goes back to what was synced, and does again some of what was not.
void SimulatedDisk::forget(File& file) {
    auto changes = std::exchange(file.unsynced, {});
    for (auto at = changes.rbegin(); at != changes.rend(); ++at) {
        file.content.resize(at->size_before);
        std::copy(at->before.begin(), at->before.end(),
                  file.content.begin() + static_cast<std::ptrdiff_t>(at->offset));
    }
    for (auto& change : changes) {
        if (!happens(options_.kept, crashes_)) continue;
        if (happens(options_.torn, crashes_))
            change.after.resize(crashes_.below(change.after.size() + 1));
        if (!change.after.empty() || change.size_after < change.size_before)
            apply(change, file.content);
    }
}

std::uint64_t SimulatedDisk::used() const {
    std::uint64_t bytes = 0;
    for (const auto& [name, file] : names_) bytes += file->content.size();
    return bytes;
}

void SimulatedDisk::require_space(const File* file, std::uint64_t size) {
    const std::uint64_t has = file == nullptr ? 0 : file->content.size();
    if (size <= has) return;
    if (fault_.failure)
        ++hits_;
    else if (used() + (size - has) <= options_.capacity)
        return;
    throw DiskError(DiskErrorKind::full,
                    fmt::format("the disk is full: it has {} bytes in all", options_.capacity));
}

}  // namespace sm::detail::inline simulation
