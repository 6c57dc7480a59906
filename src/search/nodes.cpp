#include "search/nodes.hpp"

#include <bit>

#include "search/memo.hpp"

namespace sm::detail::inline search {

namespace {

constexpr std::uint32_t kEnd = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFirstTable = 16;

}  // namespace

std::uint32_t NodeSet::insert(const Word* node) {
    if (3 * (keys_ + 1) > 2 * table_.size()) grow();
    auto& head = table_[slot_of(node)];
    if (head == 0) {
        ++keys_;
        const auto place = append(node, kEnd);
        head = place + 1;
        return place;
    }
    return words_ == shape_.key ? kRejected : insert_best(node, head);
}

std::uint32_t NodeSet::insert_best(const Word* node, std::uint32_t& head) {
    for (auto at = head - 1; at != kEnd; at = next_[at]) {
        if (as_good((*this)[at], node)) return kRejected;
    }
    auto found = kRejected;
    auto before = kEnd;
    for (auto at = head - 1; at != kEnd; at = next_[at]) {
        if (!as_good(node, (*this)[at])) {
            before = at;
            continue;
        }
        std::copy(node, node + words_, &nodes_[at * words_]);
        if (found == kRejected) {
            found = before = at;
        } else {
            next_[before] = next_[at];  // `before` is there: `found` is at or before it
        }
    }
    if (found != kRejected) return found;
    const auto place = append(node, head - 1);
    head = place + 1;
    return place;
}

bool NodeSet::as_good(const Word* a, const Word* b) const {
    auto i = shape_.key;
    for (const auto end = i + shape_.reads; i < end; ++i) {
        if ((b[i] & ~a[i]) != 0) return false;
    }
    for (; i < words_; ++i) {
        if ((a[i] & ~b[i]) != 0) return false;
    }
    return true;
}

std::uint32_t NodeSet::cost(const Word* node) const {
    auto i = shape_.key;
    auto sum = static_cast<int>(shape_.reads) * std::numeric_limits<Word>::digits;
    for (const auto end = i + shape_.reads; i < end; ++i) sum -= std::popcount(node[i]);
    for (; i < words_; ++i) sum += std::popcount(node[i]);
    return static_cast<std::uint32_t>(sum);
}

std::uint32_t NodeSet::append(const Word* node, std::uint32_t next) {
    nodes_.insert(nodes_.end(), node, node + words_);
    if (words_ > shape_.key) next_.push_back(next);
    return size_++;
}

std::size_t NodeSet::slot_of(const Word* node) const {
    Word hash = 0;
    for (std::size_t i = 0; i < shape_.key; ++i) hash = mixed(hash + node[i] + i);
    const auto last = table_.size() - 1;
    auto slot = hash & last;
    while (table_[slot] != 0 && !std::equal(node, node + shape_.key, (*this)[table_[slot] - 1])) {
        slot = (slot + 1) & last;
    }
    return slot;
}

void NodeSet::grow() {
    const auto heads = std::move(table_);
    table_.assign(heads.empty() ? kFirstTable : 2 * heads.size(), 0);
    for (const auto head : heads) {
        if (head != 0) table_[slot_of((*this)[head - 1])] = head;
    }
}

std::size_t NodeSet::bytes() const {
    const bool grows = 3 * (keys_ + 2 * kBetweenMeasures) > 2 * table_.size();
    const auto table = sizeof(std::uint32_t) * table_.size() * (grows ? 3 : 1);
    const bool nodes_grow = nodes_.size() + 2 * kBetweenMeasures * words_ > nodes_.capacity();
    const auto nodes = sizeof(Word) * nodes_.capacity() * (nodes_grow ? 3 : 1);
    return nodes + table + footprint(next_);
}

}  // namespace sm::detail::inline search
