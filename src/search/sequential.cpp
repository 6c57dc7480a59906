#include "search/sequential.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "search/memo.hpp"
#include "search/nodes.hpp"
#include "search/timetable.hpp"

namespace sm::detail::inline search {
namespace {

constexpr std::size_t kWordBits = std::numeric_limits<Word>::digits;

/// Depth first. A node is the state; the positions of the processes, two a word; and a mask of the
/// optional calls used.
class OrderOfProcesses {
 public:
    OrderOfProcesses(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Limits& limits, std::size_t most_states)
        : calls_(calls),
          kinds_(Timetable::number_kinds(calls)),
          memo_(space),
          watch_(limits, most_states),
          seen_(NodeShape{0, 0, 0}) {
        for (const ProcessCalls& process : processes) add(process);
        shape_ = {1 + (processes_.size() + 1) / 2, 0,
                  (optional_.size() + kWordBits - 1) / kWordBits};
        seen_ = NodeSet(shape_);
        child_.resize(shape_.words());
        child_[0] = space.initial();
    }

    SearchResult run() {
        bool found = visit(BackPointers::kStart, 0);
        while (!found && !frames_.empty()) {
            const auto may = watch_.count([this] { return bytes(); });
            if (may == Progress::full) watch_.out_of_memory();
            if (may != Progress::going) return unknown();
            found = advance();
        }
        SearchResult result;
        result.states = watch_.states();
        result.memory = bytes();
        result.verdict = found ? Verdict::valid : Verdict::invalid;
        if (found) {
            result.order = steps_.calls(end_);
        } else {
            result.counterexample = counterexample();
        }
        return result;
    }

 private:
    /// A node on the way, and which of its moves are left to try.
    struct Frame {
        BackPointers::Id last_step;
        std::uint32_t placed;  ///< calls that are not optional
        std::size_t moves;     ///< where they begin in `moves_`
    };

    void add(const ProcessCalls& process) {
        ProcessCalls certain;
        for (std::size_t i = 0; i < process.size(); ++i) {
            if (!calls_[process[i]].optional) {
                certain.push_back(process[i]);
                continue;
            }
            if (i + 1 < process.size()) not_last(process[i], process[i + 1]);
            if (calls_[process[i]].read_only) continue;
            optional_.push_back({process[i], processes_.size(), certain.size()});
        }
        processes_.push_back(std::move(certain));
    }

    [[noreturn]] static void not_last(CallId call, CallId next) {
        throw Misuse(fmt::format(
            "call {} is of unknown outcome, and call {} follows it in the same process. Whoever "
            "goes on after such a call is another process.",
            call, next));
    }

    static std::uint32_t position(const std::vector<Word>& node, std::size_t process) {
        return static_cast<std::uint32_t>(node[1 + process / 2] >> (process % 2 * 32));
    }
    void move_on(std::size_t process) { child_[1 + process / 2] += Word{1} << (process % 2 * 32); }
    bool used(const std::vector<Word>& node, std::size_t which) const {
        return (node[shape_.key + which / kWordBits] >> (which % kWordBits) & 1U) != 0;
    }
    StateId step(StateId from, CallId call) { return memo_.step(from, kinds_[call], call); }

    /// Lets all reads take effect that can, until none can: each changes nothing but what its own
    /// process may do next.
    void read_all(BackPointers::Id& last_step, std::uint32_t& placed) {
        const auto state = static_cast<StateId>(child_[0]);
        for (std::size_t i = 0; i < processes_.size(); ++i) {
            auto at = position(child_, i);
            for (; at < processes_[i].size(); ++at) {
                const CallId call = processes_[i][at];
                if (!calls_[call].read_only || step(state, call) == kNoState) break;
                move_on(i);
                last_step = steps_.add(last_step, call);
                ++placed;
            }
        }
    }

    /// Goes on from `child_`, unless as good a node was there before; true if it is the end.
    bool visit(BackPointers::Id last_step, std::uint32_t placed) {
        read_all(last_step, placed);
        if (done(child_)) {
            end_ = last_step;
            return true;
        }
        if (seen_.insert(child_.data()) == NodeSet::kRejected) return false;
        frames_.push_back({last_step, placed, moves_.size()});
        nodes_.insert(nodes_.end(), child_.begin(), child_.end());
        add_moves();
        if (longest_.empty() || placed > longest_placed_) {
            longest_ = child_;
            longest_step_ = last_step;
            longest_placed_ = placed;
        }
        return false;
    }

    bool done(const std::vector<Word>& node) const {
        for (std::size_t i = 0; i < processes_.size(); ++i) {
            if (position(node, i) < processes_[i].size()) return false;
        }
        return true;
    }

    /// The last is tried first: those that returned first, optional ones after all others.
    void add_moves() {
        const auto begin = static_cast<std::ptrdiff_t>(moves_.size());
        for (std::size_t i = 0; i < processes_.size(); ++i) {
            const auto at = position(child_, i);
            if (at < processes_[i].size()) moves_.push_back({processes_[i][at], i});
        }
        std::sort(moves_.begin() + begin, moves_.end(), [this](const Move& a, const Move& b) {
            const auto& one = calls_[a.call];
            const auto& other = calls_[b.call];
            return std::pair(one.returned, a.call) > std::pair(other.returned, b.call);
        });
        const auto certain = moves_.size();
        for (std::size_t i = 0; i < optional_.size(); ++i) {
            const auto& [call, process, after] = optional_[i];
            if (used(child_, i) || position(child_, process) < after) continue;
            if (!like_an_earlier(i)) moves_.push_back({call, processes_.size() + i});
        }
        std::rotate(moves_.begin() + begin, moves_.begin() + static_cast<std::ptrdiff_t>(certain),
                    moves_.end());
    }

    /// Optional calls of one kind that can be next do the same: one of them is enough.
    bool like_an_earlier(std::size_t which) const {
        for (std::size_t i = 0; i < which; ++i) {
            const auto& [call, process, after] = optional_[i];
            const bool can_be_next = !used(child_, i) && position(child_, process) >= after;
            if (can_be_next && kinds_[call] == kinds_[optional_[which].call]) return true;
        }
        return false;
    }

    /// Makes the next move of the last frame, or leaves it if there is none.
    bool advance() {
        const Frame frame = frames_.back();
        const auto node = nodes_.end() - static_cast<std::ptrdiff_t>(shape_.words());
        if (moves_.size() == frame.moves) {
            nodes_.erase(node, nodes_.end());
            frames_.pop_back();
            return false;
        }
        const Move move = moves_.back();
        moves_.pop_back();
        const auto to = step(static_cast<StateId>(*node), move.call);
        if (to == kNoState) return false;
        std::copy(node, nodes_.end(), child_.begin());
        child_[0] = to;
        if (move.which < processes_.size()) {
            move_on(move.which);
        } else {
            const auto which = move.which - processes_.size();
            child_[shape_.key + which / kWordBits] |= Word{1} << (which % kWordBits);
        }
        const auto certain = move.which < processes_.size() ? 1U : 0U;
        return visit(steps_.add(frame.last_step, move.call), frame.placed + certain);
    }

    std::size_t bytes() const {
        return seen_.bytes() + footprint(nodes_) + footprint(frames_) + footprint(moves_) +
               steps_.bytes() + memo_.bytes();
    }

    SearchResult unknown() const {
        SearchResult result;
        result.reason = watch_.reason();
        result.states = watch_.states();
        result.memory = bytes();
        return result;
    }

    Counterexample counterexample() const {
        Counterexample counterexample;
        counterexample.order = steps_.calls(longest_step_);
        counterexample.state = static_cast<StateId>(longest_[0]);
        counterexample.states = {counterexample.state};
        for (std::size_t i = 0; i < processes_.size(); ++i) {
            const auto at = position(longest_, i);
            if (at < processes_[i].size()) counterexample.candidates.push_back(processes_[i][at]);
        }
        std::sort(counterexample.candidates.begin(), counterexample.candidates.end(),
                  [this](CallId a, CallId b) {
                      return std::pair(calls_[a].invoked, a) < std::pair(calls_[b].invoked, b);
                  });
        counterexample.call = counterexample.candidates.front();
        return counterexample;
    }

    struct Optional {
        CallId call;
        std::size_t process;
        std::size_t after;  ///< so many calls of the process come before it
    };
    struct Move {
        CallId call;
        std::size_t which;  ///< a process, or their number and that of an optional call
    };

    std::span<const Interval> calls_;
    std::vector<Kind> kinds_;
    Memo memo_;
    Watch watch_;
    NodeSet seen_;
    NodeShape shape_{0, 0, 0};
    std::vector<ProcessCalls> processes_;  // without optional calls
    std::vector<Optional> optional_;
    BackPointers steps_;
    std::vector<Frame> frames_;
    std::vector<Word> nodes_;  // of the frames
    std::vector<Move> moves_;  // of the frames, those left to try
    std::vector<Word> child_;
    std::vector<Word> longest_;
    BackPointers::Id longest_step_ = BackPointers::kStart;
    std::uint32_t longest_placed_ = 0;
    BackPointers::Id end_ = BackPointers::kStart;
};

}  // namespace

SearchResult order_processes(std::span<const Interval> calls,
                             const std::vector<ProcessCalls>& processes, StateSpace& space,
                             const Limits& limits, std::size_t most_states) {
    return OrderOfProcesses(calls, processes, space, limits, most_states).run();
}

}  // namespace sm::detail::inline search
