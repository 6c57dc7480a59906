#pragma once
/// Cells of memory that are created, read, written and incremented.
///
/// Bug::logic stores a five or more as one more. Minimum: create; write r 5; read r.
/// Bug::race increments by a read and a write. Minimum: create; [inc r, read r] || [inc r].
/// Bug::crash ends the process when it is to store a five or more. Minimum: create; write r 5.

#include <sm/spec/domain.hpp>
#include <sm/spec/ref.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <variant>

#include "quality/cases/window.hpp"

namespace cases::memory_reference {

enum class Bug { none, logic, race, crash };

/// What create answers: a cell's place in the memory.
struct Cell {
    std::size_t index = 0;
};

class Memory {
 public:
    explicit Memory(Bug bug = Bug::none) : bug_(bug) {}

    Cell create() {
        const std::lock_guard lock(mutex_);
        cells_.emplace_back(0);
        return {cells_.size() - 1};
    }
    int read(Cell cell) { return at(cell); }
    void write(Cell cell, int value) {
        if (bug_ == Bug::crash && value >= 5) std::abort();
        at(cell) = bug_ == Bug::logic && value >= 5 ? value + 1 : value;
    }
    void increment(Cell cell) {
        auto& place = at(cell);
        if (bug_ != Bug::race) {
            ++place;
            return;
        }
        const int read = place;
        window_.pass();
        place = read + 1;
        window_.leave();
    }

 private:
    std::atomic<int>& at(Cell cell) {
        const std::lock_guard lock(mutex_);
        return cells_.at(cell.index);
    }

    Bug bug_;
    Window window_;
    std::mutex mutex_;
    std::deque<std::atomic<int>> cells_;
};

struct Model {
    std::map<sm::Ref<Cell>, int> cells;
};

struct Create {
    void apply(Model& m, sm::Ref<Cell> self) const { m.cells[self] = 0; }
    Cell run(auto& memory) const { return memory.create(); }
};
struct Read {
    sm::Ref<Cell> cell;
    bool pre(const Model& m) const { return m.cells.contains(cell); }
    int apply(Model& m) const { return pre(m) ? m.cells[cell] : 0; }
    int run(auto& memory, const sm::Results& got) const { return memory.read(got[cell]); }
};
struct Write {
    sm::Ref<Cell> cell;
    sm::InRange<0, 10> value;
    bool pre(const Model& m) const { return m.cells.contains(cell); }
    void apply(Model& m) const {
        if (pre(m)) m.cells[cell] = value;
    }
    void run(auto& memory, const sm::Results& got) const { memory.write(got[cell], value); }
};
struct Increment {
    sm::Ref<Cell> cell;
    bool pre(const Model& m) const { return m.cells.contains(cell); }
    void apply(Model& m) const {
        if (pre(m)) ++m.cells[cell];
    }
    void run(auto& memory, const sm::Results& got) const { memory.increment(got[cell]); }
};

using Cmd = std::variant<Create, Read, Write, Increment>;

}  // namespace cases::memory_reference
