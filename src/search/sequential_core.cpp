#include "search/sequential_core.hpp"

#include <algorithm>

#include "search/sub_space.hpp"

namespace sm::detail::inline search {
namespace {

constexpr std::size_t kPlacesATrial = 3'000;
constexpr std::size_t kPlacesInAll = 50'000;

class Reduction {
 public:
    Reduction(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
              StateSpace& space, const Relaxation& relaxation, const Bounds& bounds)
        : calls_(calls),
          processes_(&processes),
          space_(&space),
          freedom_(&relaxation),
          bounds_(bounds),
          clock_(bounds.clock == nullptr ? steady() : *bounds.clock),
          deadline_(clock_.now() + bounds.time),
          bound_(calls.size(), false) {}

    Core run() {
        std::vector<CallId> bound;
        for (const auto& process : *processes_)
            bound.insert(bound.end(), process.begin(), process.end());
        std::sort(bound.begin(), bound.end());
        for (const auto id : bound) bound_[id] = true;
        release(bound);
        std::copy_if(bound.begin(), bound.end(), std::back_inserter(core_.calls),
                     [&](CallId id) { return bound_[id]; });
        return std::move(core_);
    }

 private:
    /// Frees those of the calls that can be: all at once, or half by half.
    void release(std::span<const CallId> calls) {
        for (const auto id : calls) bound_[id] = false;
        if (refuted()) return;
        for (const auto id : calls) bound_[id] = true;
        if (calls.size() < 2) return;
        const auto half = calls.size() / 2;
        release(calls.first(half));
        release(calls.subspan(half));
    }

    bool refuted() {
        std::vector<CallId> ids;
        std::vector<Interval> intervals;
        std::vector<ProcessCalls> processes;
        const auto take = [&](CallId id) {
            processes.back().push_back(static_cast<CallId>(ids.size()));
            ids.push_back(id);
            intervals.push_back(calls_[id]);
        };
        for (const auto& process : *processes_) {
            processes.emplace_back();
            for (const auto id : process) {
                if (bound_[id]) take(id);
            }
        }
        const auto helps = helpful(calls_, bound_, *freedom_);
        for (CallId id = 0; id < calls_.size(); ++id) {
            if (!helps[id]) continue;
            processes.emplace_back();
            take(id);
            intervals.back().optional = true;
        }
        SubSpace sub(*space_, ids);
        return is_invalid(intervals, processes, sub);
    }

    bool is_invalid(const std::vector<Interval>& intervals,
                    const std::vector<ProcessCalls>& processes, StateSpace& space) {
        Bounds bounds = bounds_;
        bounds.nodes = std::min(kPlacesATrial, kPlacesInAll - std::min(spent_, kPlacesInAll));
        bounds.time = std::max(deadline_ - clock_.now(), Duration::zero());
        const auto found = order_processes(intervals, processes, space, bounds);
        spent_ += found.nodes;
        if (found.verdict == Verdict::unknown) core_.minimal = false;
        if (found.verdict == Verdict::invalid) core_.states = found.counterexample->states;
        return found.verdict == Verdict::invalid;
    }

    std::span<const Interval> calls_;
    const std::vector<ProcessCalls>* processes_;
    StateSpace* space_;
    const Relaxation* freedom_;
    Bounds bounds_;
    const Clock& clock_;
    Duration deadline_;
    std::vector<bool> bound_;
    std::size_t spent_ = 0;
    Core core_;
};

}  // namespace

Core sequential_core(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Relaxation& relaxation, const Bounds& bounds) {
    return Reduction(calls, processes, space, relaxation, bounds).run();
}

}  // namespace sm::detail::inline search
