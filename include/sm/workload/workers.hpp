#pragma once
/// The workers of a run, and sets of them.

#include <sm/workload/detail/namespace.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

namespace sm::gen {

/// A worker: the nemesis, or a client, counted from 1. Processes of histories and indexes of
/// clients are counted from 0: client w begins as process w - 1, and talks to the system through
/// what its `client(w - 1)` returns.
using Worker = int;
inline constexpr Worker nemesis_worker = 0;
inline constexpr Worker first_client = 1;

/// How many clients a run may have.
inline constexpr int most_clients = 1023;

/// Workers, each once, in order: the nemesis first. A plain value without memory of its own, since
/// each combinator for some of the workers makes one at each call.
class WorkerSet {
    using Word = std::uint64_t;
    static constexpr std::size_t word_bits = 64;
    static constexpr std::size_t words = (most_clients + 1) / word_bits;

 public:
    class Iterator;

    WorkerSet() = default;
    WorkerSet(std::initializer_list<Worker> workers) {
        for (const Worker worker : workers) insert(worker);
    }
    WorkerSet(const std::vector<Worker>& workers) {
        for (const Worker worker : workers) insert(worker);
    }

    /// The clients 1 to n. Throws Misuse if there cannot be so many.
    static WorkerSet clients(int n);
    static WorkerSet nemesis() { return {nemesis_worker}; }

    /// Throws Misuse if there can be no such worker.
    void insert(Worker worker) {
        if (!exists(worker)) misuse_no_such(worker);
        words_[word_of(worker)] |= bit_of(worker);
    }
    void erase(Worker worker) {
        if (exists(worker)) words_[word_of(worker)] &= ~bit_of(worker);
    }
    bool contains(Worker worker) const {
        return exists(worker) && (words_[word_of(worker)] & bit_of(worker)) != 0;
    }

    bool empty() const { return *this == WorkerSet{}; }
    std::size_t size() const {
        std::size_t total = 0;
        for (const Word word : words_) total += static_cast<std::size_t>(std::popcount(word));
        return total;
    }
    /// The worker at this place, which must be less than `size()`.
    Worker nth(std::size_t place) const;

    Iterator begin() const;
    Iterator end() const;

    WorkerSet& operator&=(const WorkerSet& other) {
        for (std::size_t i = 0; i < words; ++i) words_[i] &= other.words_[i];
        return *this;
    }
    WorkerSet& operator|=(const WorkerSet& other) {
        for (std::size_t i = 0; i < words; ++i) words_[i] |= other.words_[i];
        return *this;
    }
    WorkerSet& operator-=(const WorkerSet& other) {
        for (std::size_t i = 0; i < words; ++i) words_[i] &= ~other.words_[i];
        return *this;
    }
    friend WorkerSet operator&(WorkerSet a, const WorkerSet& b) { return a &= b; }
    friend WorkerSet operator|(WorkerSet a, const WorkerSet& b) { return a |= b; }
    friend WorkerSet operator-(WorkerSet a, const WorkerSet& b) { return a -= b; }
    friend bool operator==(const WorkerSet&, const WorkerSet&) = default;

 private:
    static constexpr bool exists(Worker worker) {
        return worker >= nemesis_worker && worker <= most_clients;
    }
    /// The index of a worker is its number.
    static constexpr std::size_t index_of(Worker worker) {
        return static_cast<std::size_t>(worker);
    }
    static constexpr std::size_t word_of(Worker worker) { return index_of(worker) / word_bits; }
    static constexpr Word bit_of(Worker worker) { return Word{1} << index_of(worker) % word_bits; }
    /// The first index from `index` on that is in the set, or that of the end.
    std::size_t next_index(std::size_t index) const;
    [[noreturn]] static void misuse_no_such(Worker worker);

    std::array<Word, words> words_{};
};

class WorkerSet::Iterator {
 public:
    using value_type = Worker;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using pointer = void;
    using reference = Worker;

    Iterator() = default;
    Iterator(const WorkerSet* set, std::size_t index) : set_(set), index_(index) {}

    Worker operator*() const { return static_cast<Worker>(index_); }
    Iterator& operator++() {
        index_ = set_->next_index(index_ + 1);
        return *this;
    }
    Iterator operator++(int) {
        const auto before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

 private:
    const WorkerSet* set_ = nullptr;
    std::size_t index_ = 0;
};

inline WorkerSet::Iterator WorkerSet::begin() const { return {this, next_index(0)}; }
inline WorkerSet::Iterator WorkerSet::end() const { return {this, words * word_bits}; }

/// For messages: `the nemesis and clients 1 to 4, 7`.
std::string to_string(const WorkerSet& workers);
/// For messages: `the nemesis`, `client 3`.
std::string show_worker(Worker worker);

}  // namespace sm::gen
