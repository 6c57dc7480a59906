#include "search/graph.hpp"

#include <algorithm>
#include <utility>

namespace sm::detail::inline search {

namespace {

constexpr Word kNextLevel = Word{1} << 32;
constexpr std::size_t kMostWrites = 20;

std::size_t words_for(std::size_t bits) {
    constexpr std::size_t digits = std::numeric_limits<Word>::digits;
    return (bits + digits - 1) / digits;
}

void set_state(Word* node, StateId state) {
    *node = (*node & ~Word{std::numeric_limits<StateId>::max()}) | state;
}

}  // namespace

Graph::Graph(std::span<const Interval> calls, std::vector<Kind> kinds, StateId initial, Memo& memo)
    : table_(calls, std::move(kinds)), memo_(&memo), initial_(initial) {
    shape_.key = 1 + words_for(table_.write_slots());
    shape_.reads = words_for(table_.read_slots());
    shape_.used = words_for(table_.optionals());
    for (const auto& call : calls) {
        const auto base = call.optional    ? shape_.key + shape_.reads
                          : call.read_only ? shape_.key
                                           : std::size_t{1};
        base_.push_back(static_cast<std::uint32_t>(base));
    }
}

std::uint32_t Graph::ahead(const Word* node) const {
    int sum = 0;
    for (std::size_t i = 1; i < words(); ++i) sum += std::popcount(node[i]);
    return static_cast<std::uint32_t>(sum);
}

void Graph::start(Word* node, std::vector<CallId>* order) {
    std::fill(node, node + words(), Word{0});
    set_state(node, initial_);
    settle(node, order);
}

/// Moves on over all that needs no choice.
void Graph::settle(Word* node, std::vector<CallId>* order) {
    while (!done(node)) {
        if (table_.any_reads(level(node))) read_all(node, order);
        const auto due = table_.due(level(node));
        if (!took_effect(node, due)) return;
        node[word_of(due)] &= ~bit_of(due);
        *node += kNextLevel;
    }
}

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
        effect(node, call, state(node));
        if (order != nullptr) order->push_back(call);
    }
}

void Graph::effect(Word* node, CallId call, StateId to) const {
    node[word_of(call)] |= bit_of(call);
    set_state(node, to);
}

std::vector<std::vector<Word>> Graph::best_case(std::uint32_t level,
                                                const std::vector<StateId>& states,
                                                std::size_t most) {
    std::vector<Word> best(words());  // all reads are done, and no optional call is used
    best[0] = kNextLevel * level;
    std::vector<CallId> writes;
    for (const auto& [call, twin] : table_.in_flight(level)) {
        if (!table_.read_only(call)) {
            writes.push_back(call);
        } else {
            best[word_of(call)] |= bit_of(call);
        }
    }
    if (writes.size() >= kMostWrites || (states.size() << writes.size()) > most) return {};
    std::vector<std::vector<Word>> nodes;
    for (const auto state : states) {
        for (std::size_t done = 0; done >> writes.size() == 0; ++done) {
            nodes.push_back(best);
            for (std::size_t i = 0; i < writes.size(); ++i) {
                if ((done >> i & 1U) != 0) effect(nodes.back().data(), writes[i], state);
            }
            set_state(nodes.back().data(), state);
            settle(nodes.back().data(), nullptr);
        }
    }
    return nodes;
}

CallId Graph::next(const Word* node, Cursor& cursor, Word* child) {
    const auto call = next_in_flight(node, cursor, child);
    return call != kNoCall ? call : next_optional(node, cursor, child);
}

CallId Graph::next_in_flight(const Word* node, Cursor& cursor, Word* child) {
    const auto row = table_.in_flight(level(node));
    while (cursor < row.size()) {
        const auto [call, twin] = row[cursor++];
        if (took_effect(node, call) || twin_is_earlier(node, row, twin)) continue;
        const auto to = step(state(node), call);
        if (to == kNoState) continue;
        std::copy(node, node + words(), child);
        effect(child, call, to);
        settle(child, nullptr);
        return call;
    }
    return kNoCall;
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

CallId Graph::next_optional(const Word* node, Cursor& cursor, Word* child) {
    const auto row = static_cast<Cursor>(table_.in_flight(level(node)).size());
    const auto seen = table_.optional_seen(level(node));
    while (cursor - row < seen) {
        const auto place = cursor++ - row;
        if (took_effect(node, table_.optional(place))) continue;
        const auto twin = table_.optional_twin(place);
        if (twin != Timetable::kNone && !took_effect(node, table_.optional(twin))) continue;
        const auto call = table_.optional(place);
        const auto to = step(state(node), call);
        // One that changes nothing is better left for later.
        if (to == kNoState || to == state(node)) continue;
        std::copy(node, node + words(), child);
        effect(child, call, to);
        settle(child, nullptr);
        return call;
    }
    return kNoCall;
}

std::vector<CallId> Graph::replay(const std::vector<CallId>& moves, Word* node) {
    std::vector<CallId> order;
    start(node, &order);
    for (const auto call : moves) {
        effect(node, call, step(state(node), call));
        order.push_back(call);
        settle(node, &order);
    }
    return order;
}

std::vector<CallId> Graph::candidates(const Word* node) const {
    std::vector<CallId> open;
    for (const auto& [call, twin] : table_.in_flight(level(node))) {
        if (!took_effect(node, call)) open.push_back(call);
    }
    for (std::uint32_t place = 0; place < table_.optional_seen(level(node)); ++place) {
        if (!took_effect(node, table_.optional(place))) open.push_back(table_.optional(place));
    }
    return open;
}

}  // namespace sm::detail::inline search
