#include "snapshot.hpp"

#include "coding.hpp"

namespace raft {

namespace {
const std::string file = "snapshot";
const std::string fresh = "snapshot.new";
}  // namespace

std::optional<Snapshot> SnapshotFile::load() {
    if (!disk_.exists(file)) return std::nullopt;
    const auto bytes = disk_.read(file, 0, disk_.size(file));
    Reader reader(bytes);
    const auto sum = reader.number();
    if (checksum(0, std::string_view(bytes).substr(8)) != sum) {
        throw Damaged("the snapshot's checksum is wrong");
    }
    Snapshot snapshot{.index = reader.number()};
    snapshot.term = reader.number();
    snapshot.members = reader.members();
    snapshot.store = reader.text();
    return snapshot;
}

void SnapshotFile::save(const Snapshot& snapshot) {
    std::string body;
    Writer writer(body);
    writer.number(snapshot.index);
    writer.number(snapshot.term);
    writer.members(snapshot.members);
    writer.text(snapshot.store);
    std::string sum;
    Writer(sum).number(checksum(0, body));

    if (disk_.exists(fresh)) disk_.truncate(fresh, 0);
    disk_.write(fresh, 0, sum + body);
    disk_.sync(fresh);
    disk_.rename(fresh, file);
    disk_.sync_names();
}

}  // namespace raft
