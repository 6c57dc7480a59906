#include "log.hpp"

#include <algorithm>
#include <utility>

namespace raft {

Log::Log(sm::simulation::Disk& disk) : journal_(disk) {
    auto contents = journal_.load();
    base_ = contents.base;
    base_term_ = contents.base_term;
    entries_ = std::move(contents.entries);
    written_ = synced_ = last();
}

Term Log::term(Index index) const {
    if (index == base_) return base_term_;
    return index > base_ && index <= last() ? at(index).term : 0;
}

std::span<const Entry> Log::entries(Index from, Index count) const {
    return std::span(entries_).subspan(from - base_ - 1, count);
}

Index Log::last_not_after(Index index, Term term) const {
    index = std::min(index, last());
    while (index > 0 && index >= base_ && this->term(index) > term) --index;
    return index;
}

void Log::cut(Index from) {
    entries_.resize(from - base_ - 1);
    if (written_ >= from) {
        journal_.cut(from);
        written_ = from - 1;
    }
    synced_ = std::min(synced_, written_);
}

void Log::write() {
    if (written_ == last()) return;
    journal_.append(entries(written_ + 1, last() - written_));
    written_ = last();
}

void Log::sync() {
    if (synced_ == written_) return;
    journal_.sync();
    synced_ = written_;
}

void Log::compact(Index until) {
    if (until <= base_) return;
    base_term_ = term(until);
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(until - base_));
    base_ = until;
    journal_.restart(base_, base_term_, entries_);
    written_ = synced_ = last();
}

void Log::reset(Index base, Term base_term) {
    entries_.clear();
    base_ = base;
    base_term_ = base_term;
    journal_.restart(base_, base_term_, {});
    written_ = synced_ = last();
}

}  // namespace raft
