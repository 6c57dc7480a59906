#pragma once
/// The places a search has been to, of which it keeps the best.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace sm::detail::inline search {

using Word = std::uint64_t;

/// How many words of a node are what.
struct GraphShape {
    std::size_t key;    ///< must be the same for nodes to be compared
    std::size_t reads;  ///< a mask of the calls in flight that only read, and are done
    std::size_t used;   ///< a mask of the optional calls used

    std::size_t words() const { return key + reads + used; }
};

/// A set of nodes, of which only the best are kept. Of two with one key that is the better one that
/// has done all reads that the other has, and used no optional call that the other has not:
/// whatever explains the rest from the other one explains it from here, without those reads, and
/// leaving those optional calls unused for ever. (On logs with crashed clients this is a factor of
/// hundreds, and with many readers too.)
class NodeSet {
 public:
    static constexpr std::uint32_t kRejected = std::numeric_limits<std::uint32_t>::max();

    explicit NodeSet(GraphShape shape) : shape_(shape), words_(shape.words()) {}

    /// Adds a node and returns its place, or kRejected if one as good is there. Nodes that are
    /// worse are overwritten by it.
    std::uint32_t insert(const Word* node);

    const Word* operator[](std::uint32_t place) const { return &nodes_[place * words_]; }
    /// How many reads are not done and optional calls used; of two nodes the better has less.
    std::uint32_t cost(const Word* node) const;
    std::size_t bytes() const;

 private:
    std::size_t slot_of(const Word* node) const;
    std::uint32_t append(const Word* node, std::uint32_t next);
    std::uint32_t insert_best(const Word* node, std::uint32_t& head);
    bool as_good(const Word* a, const Word* b) const;
    void grow();

    GraphShape shape_;
    std::size_t words_;
    std::vector<Word> nodes_;
    std::vector<std::uint32_t>
        next_;  // the next node with the same key; unless all of a node is key
    std::vector<std::uint32_t> table_;  // first node of a key, plus one; 0 is empty
    std::uint32_t size_ = 0;
    std::size_t keys_ = 0;
};

}  // namespace sm::detail::inline search
