#include "checkers/growing_set.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sm::detail::inline checkers {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// Something that has a moment between two timestamps, and a place in the one order that there can
/// be.
struct Placed {
    std::size_t block;
    Timestamp earliest;
    Timestamp latest;
    std::size_t element = kNone;  // or a read
    std::size_t read = kNone;
};

/// The adds of one element: the first of them takes effect no earlier than one is invoked, and no
/// later than one returns; that is all that matters.
struct Element {
    Timestamp invoked = never;
    Timestamp returned = never;
    std::size_t invoker = kNone;
    std::size_t returner = kNone;
    std::size_t first_read = kNone;  // by the order of the reads
};

class GrowingSet {
 public:
    explicit GrowingSet(const ObjectHistory& history)
        : history_(&history), elements_(history.values.size()) {}

    std::string why_not() {
        for (std::size_t i = 0; i < history_->calls.size(); ++i) {
            const auto& call = history_->calls[i];
            if (call.action == Action::read_all) {
                reads_.push_back(i);
            } else if (call.action != Action::add) {
                return "reads of the whole are mixed with calls other than add";
            } else if (!call.indeterminate() && call.reply != Reply::done) {
                return "reads of the whole are mixed with adds whose answers say what was in the "
                       "set";
            } else {
                note(i);
            }
        }
        return history_->object == Object::set ? "" : "reads of the whole are of a multiset";
    }

    void judge(ObjectResult& result) {
        if (!all_added(result) || !order_reads(result)) return;
        auto placed = place();
        std::stable_sort(placed.begin(), placed.end(),
                         [](const Placed& a, const Placed& b) { return a.block < b.block; });
        const Placed* latest = nullptr;  // of those in the blocks before
        for (std::size_t begin = 0, end = 0; begin < placed.size(); begin = end) {
            for (; end < placed.size() && placed[end].block == placed[begin].block; ++end) {
                if (latest == nullptr || placed[end].latest >= latest->earliest) continue;
                return conflict(result, *latest, placed[end]);
            }
            for (auto i = begin; i < end; ++i) {
                if (latest == nullptr || placed[i].earliest > latest->earliest) {
                    latest = &placed[i];
                }
            }
        }
    }

 private:
    void note(std::size_t place) {
        const auto& call = history_->calls[place];
        auto& element = elements_[static_cast<std::size_t>(call.value)];
        if (element.invoker == kNone || call.invoked < element.invoked) {
            element.invoked = call.invoked;
            element.invoker = place;
        }
        if (!call.indeterminate() &&
            (element.returner == kNone || call.returned < element.returned)) {
            element.returned = call.returned;
            element.returner = place;
        }
    }

    const std::vector<std::int64_t>& contents(std::size_t read) const {
        return history_->contents[static_cast<std::size_t>(history_->calls[reads_[read]].value)];
    }

    /// Orders the reads by size; each has to have all that the one before has.
    bool order_reads(ObjectResult& result) {
        const auto size = [&](std::size_t call) {
            return history_->contents[static_cast<std::size_t>(history_->calls[call].value)].size();
        };
        std::stable_sort(reads_.begin(), reads_.end(),
                         [&](std::size_t a, std::size_t b) { return size(a) < size(b); });
        for (std::size_t read = 0; read < reads_.size(); ++read) {
            std::size_t known = 0;
            for (const auto value : contents(read)) {
                auto& first = elements_[static_cast<std::size_t>(value)].first_read;
                if (first == kNone) {
                    first = read;
                } else {
                    ++known;
                }
            }
            if (read == 0 || known == contents(read - 1).size()) continue;
            result.verdict = Verdict::invalid;
            result.reason = "two reads each have an element that the other does not have";
            result.witness = {reads_[read - 1], reads_[read]};
            return false;
        }
        return true;
    }

    bool all_added(ObjectResult& result) const {
        for (const auto read : reads_) {
            const auto place = static_cast<std::size_t>(history_->calls[read].value);
            for (const auto value : history_->contents[place]) {
                if (elements_[static_cast<std::size_t>(value)].invoker != kNone) continue;
                result.verdict = Verdict::invalid;
                result.reason = history_->show_value(value) + " is read and nobody added it";
                result.witness = {read};
                return false;
            }
        }
        return true;
    }

    /// Reads that have the same are in one block, and elements in the one before the first of them.
    std::vector<Placed> place() const {
        std::vector<Placed> placed;
        std::vector<std::size_t> blocks;
        std::size_t block = 1;
        for (std::size_t read = 0; read < reads_.size(); ++read) {
            if (read > 0 && contents(read).size() > contents(read - 1).size()) block += 2;
            blocks.push_back(block);
            const auto& call = history_->calls[reads_[read]];
            placed.push_back({block, call.invoked, call.returned, kNone, read});
        }
        for (std::size_t value = 0; value < elements_.size(); ++value) {
            const auto& element = elements_[value];
            const bool read = element.first_read != kNone;
            if (element.invoker == kNone || (!read && element.returner == kNone)) continue;
            placed.push_back({read ? blocks[element.first_read] - 1 : block + 1, element.invoked,
                              element.returned, value});
        }
        return placed;
    }

    /// What comes first in the order of the reads begins when the other is over. Between two
    /// elements the order is that of a read which has one of them alone.
    void conflict(ObjectResult& result, const Placed& first, const Placed& second) const {
        result.verdict = Verdict::invalid;
        result.reason = "the reads are ordered by inclusion otherwise than in real time";
        auto& witness = result.witness;
        if (first.element == kNone) {
            witness.push_back(reads_[first.read]);
        } else {
            add_all_of(first.element, witness);
        }
        if (second.element == kNone) {
            witness.push_back(reads_[second.read]);
        } else {
            witness.push_back(elements_[second.element].returner);
            if (first.element != kNone) {
                witness.push_back(reads_[elements_[first.element].first_read]);
            }
        }
        std::sort(witness.begin(), witness.end());
    }

    void add_all_of(std::size_t element, std::vector<std::size_t>& witness) const {
        for (std::size_t i = 0; i < history_->calls.size(); ++i) {
            const auto& call = history_->calls[i];
            if (call.action == Action::add && call.value == static_cast<std::int64_t>(element)) {
                witness.push_back(i);
            }
        }
    }

    const ObjectHistory* history_;
    std::vector<Element> elements_;
    std::vector<std::size_t> reads_;
};

}  // namespace

ObjectResult judge_growing_set(const ObjectHistory& history) {
    GrowingSet set(history);
    ObjectResult result;
    result.algorithm = set.why_not();
    if (!result.algorithm.empty()) return result;
    result.verdict = Verdict::valid;
    result.algorithm = "reads by inclusion, as the set only grows";
    result.minimal = true;
    set.judge(result);
    return result;
}

}  // namespace sm::detail::inline checkers
