#include <sm/judge/sequential_consistency.hpp>

#include <deque>
#include <map>
#include <vector>

#include "judge/allows.hpp"
#include "judge/model_space.hpp"
#include "search/sequential.hpp"

namespace sm::detail::inline judge {

AnyCheckedHistory sequentially_consistent(const AnyHistory& history, const Vocabulary& vocabulary,
                                          const Limits& limits) {
    std::deque<const AnyEntry*> entries;
    std::vector<Interval> intervals;
    std::vector<std::size_t> places;
    std::vector<ProcessCalls> processes;
    std::map<int, std::size_t> process_of;  // by worker
    CallKinds kinds;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const AnyEntry& entry = history.entries[i];
        if (has_effect(entry)) {
            const auto [at, is_new] = process_of.try_emplace(entry.worker, processes.size());
            if (is_new) processes.emplace_back();
            const auto call = static_cast<CallId>(entries.size());
            processes[at->second].push_back(call);
            places.push_back(i);
            entries.push_back(&entry);
            intervals.push_back(interval_of(entry, kinds.of(call, entries)));
        }
        if (entry.indeterminate()) process_of.erase(entry.worker);
    }
    ModelSpace space(history.initial, entries, vocabulary);
    return checked(order_processes(intervals, processes, space, limits), places, space);
}

}  // namespace sm::detail::inline judge
