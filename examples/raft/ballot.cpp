#include "ballot.hpp"

#include "coding.hpp"

namespace raft {

namespace {
const std::string file = "ballot";
constexpr std::uint64_t place_size = 32;
}  // namespace

Ballot BallotFile::load() {
    Ballot newest;
    if (!disk_.exists(file)) return newest;
    // The first place is the one that is written second: it is empty until the other has been
    // saved, so that a crash can have torn either, and not both.
    bool both_written = false;
    for (const auto place : {std::uint64_t{0}, std::uint64_t{1}}) {
        const auto bytes = disk_.read(file, place * place_size, place_size);
        if (place == 0) both_written = bytes.find_first_not_of('\0') != std::string::npos;
        if (bytes.size() < place_size) continue;
        Reader reader(bytes);
        const auto saved = reader.number();
        const auto term = reader.number();
        const auto voted_for = static_cast<NodeId>(reader.number());
        if (checksum(0, std::string_view(bytes).substr(0, 24)) != reader.number()) continue;
        if (saved > saved_) {
            saved_ = saved;
            newest = {term, voted_for};
        }
    }
    if (saved_ == 0 && both_written) throw Damaged("the ballot is damaged, in both of its places");
    return newest;
}

void BallotFile::save(const Ballot& ballot) {
    ++saved_;
    std::string bytes;
    Writer writer(bytes);
    writer.number(saved_);
    writer.number(ballot.term);
    writer.number(static_cast<std::uint64_t>(ballot.voted_for));
    writer.number(checksum(0, bytes));
    disk_.write(file, (saved_ % 2) * place_size, bytes);
    disk_.sync(file);
}

}  // namespace raft
