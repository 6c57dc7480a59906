#include "progress.hpp"

namespace raft {

bool Progress::ready(Index last, const Options& options) const {
    if (waits_) return false;
    return mode_ == Mode::probing || room(last, options) > 0;
}

Index Progress::room(Index last, const Options& options) const {
    if (next_ > last) return 0;
    const Index unanswered = next_ - 1 - match_;
    const Index free = mode_ == Mode::streaming
                           ? options.window - std::min(options.window, unanswered)
                           : options.window;
    return std::min({last + 1 - next_, free, static_cast<Index>(options.batch)});
}

void Progress::sent(Index count) {
    if (mode_ == Mode::streaming) {
        next_ += count;
    } else {
        waits_ = true;
    }
}

void Progress::sent_snapshot(Index index) {
    mode_ = Mode::snapshot;
    waits_ = true;
    next_ = index + 1;
}

bool Progress::accepted(Index index) {
    quiet_ = false;
    if (index < match_ || (index == match_ && mode_ == Mode::streaming)) return false;
    if (mode_ == Mode::snapshot && index + 1 < next_) return false;
    match_ = index;
    next_ = std::max(next_, index + 1);
    if (mode_ != Mode::streaming) {
        mode_ = Mode::streaming;
        next_ = index + 1;
        waits_ = false;
    }
    return true;
}

bool Progress::rejected(Index previous, Index retry_after) {
    quiet_ = false;
    const bool expected =
        mode_ == Mode::streaming ? previous > match_ : previous + 1 == next_ && waits_;
    if (!expected || mode_ == Mode::snapshot || retry_after < match_) return false;
    probe(retry_after + 1);
    return true;
}

void Progress::alive() {
    const bool lost = quiet_ && (waits_ || next_ > match_ + 1);
    if (lost) probe(mode_ == Mode::probing ? next_ : match_ + 1);
    quiet_ = true;
}

void Progress::probe(Index next) {
    mode_ = Mode::probing;
    waits_ = false;
    next_ = next;
}

}  // namespace raft
