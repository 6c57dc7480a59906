/// Moves that need not be tried, as others lead to an explanation if they do.
#include "search/linearizability.hpp"

namespace sm::detail::inline search {

/// Lets all calls take effect that only read and can be given their answer here.
///
/// Nothing is lost by it. Take any explanation that goes on from here; in it such a call r takes
/// effect later, in some state, and leaves it as it is, as it does wherever it can be given its
/// answer. Taking r out of its later place changes no state there, so all other calls keep theirs;
/// putting it here changes none either, and r is in flight here: again an explanation.
///
/// It is not enough that a call leaves *this* state as it is: a Put{1} that finds a 1 may be the
/// very one that a later Get → 1 needs, after a Put{2} in between.
void Graph::read_all(Word* node, std::vector<CallId>* order) {
    for (const auto& [call, twin] : table_.in_flight(level(node))) {
        if (!table_.read_only(call) || took_effect(node, call)) continue;
        if (step(state(node), call) != state(node)) continue;
        take_effect(node, call, state(node));
        if (order != nullptr) order->push_back(call);
    }
}

/// Of calls of one kind only the one that is due first is tried: if an explanation has another one
/// take effect here, the two can change places in it. Both are in flight here, and the one moved to
/// the later place has more time than the other had.
bool Graph::twin_is_earlier(const Word* node, std::span<const Timetable::InFlight> row,
                            std::uint32_t twin) const {
    for (; twin != Timetable::kNone; twin = row[twin].twin) {
        if (!took_effect(node, row[twin].call)) return true;
    }
    return false;
}

/// Likewise of optional calls of one kind, which never are due: only the one invoked first.
bool Graph::twin_is_earlier(const Word* node, std::uint32_t optional) const {
    const auto twin = table_.optional_twin(optional);
    return twin != Timetable::kNone && !took_effect(node, table_.optional(twin));
}

}  // namespace sm::detail::inline search
