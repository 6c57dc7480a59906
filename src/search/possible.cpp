#include "search/possible.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "search/memo.hpp"
#include "search/nodes.hpp"

namespace sm::detail::inline search {

namespace {

constexpr std::size_t kBits = 64;

}  // namespace

/// A node is its state, and a mask of the open calls that took effect on the way to it.
class Possible::Body {
 public:
    Body(StateSpace& space, const Limits& limits, std::size_t most_states)
        : space_(&space),
          limits_(limits),
          most_states_(most_states),
          memo_(space),
          nodes_{space.initial()} {
        last_steps_.push_back(BackPointers::kStart);
    }

    Verdict answered(CallId call);
    void unknown(CallId call, Kind kind);
    std::vector<StateId> states();
    bool any_of(const std::function<bool(StateId)>& holds);

    Verdict verdict = Verdict::valid;
    std::string reason;
    Counterexample counterexample;

 private:
    struct Open {
        CallId call;
        std::uint32_t first_twin;   // the first of its kind, maybe itself: stands for all of them
        std::uint32_t before_twin;  // the one of its kind before it, or kNone
    };
    /// What can have happened before the next call. Nodes in `found` are final.
    struct Closure {
        Frontier frontier;
        std::vector<std::uint32_t> found;
    };
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

    std::size_t words() const { return 1 + (open_.size() + kBits - 1) / kBits; }
    NodeShape shape() const { return {1, 0, words() - 1}; }
    const Word* node(std::size_t i) const { return &nodes_[i * words()]; }
    static StateId state(const Word* node) { return static_cast<StateId>(*node); }
    static bool took_effect(const Word* node, std::uint32_t open) {
        return open != kNone && (node[1 + open / kBits] >> (open % kBits) & 1U) != 0;
    }

    void answered_by_one(CallId call);
    Closure new_closure() const { return {Frontier(shape()), {}}; }
    bool close(Closure& closure, Watch& watch);
    bool expand(Closure& closure, std::uint32_t place, Watch& watch);
    bool go_on(const Closure& closure, Watch& watch) const;
    void step_all(CallId call, Closure& closure);
    void fail(CallId call, Closure& closure);
    void widen();

    StateSpace* space_;
    Limits limits_;
    std::size_t most_states_;
    Memo memo_;
    std::vector<Open> open_;
    std::unordered_map<Kind, std::uint32_t> last_of_kind_;
    std::vector<Word> nodes_;
    std::vector<BackPointers::Id> last_steps_;  // one a node
    BackPointers steps_;
};

Verdict Possible::Body::answered(CallId call) {
    if (verdict != Verdict::valid) return verdict;
    if (open_.empty()) {
        answered_by_one(call);
        return verdict;
    }
    Watch watch(limits_, most_states_);
    auto closure = new_closure();
    if (close(closure, watch)) {
        step_all(call, closure);
    } else {
        verdict = Verdict::unknown;
        reason = watch.reason();
    }
    return verdict;
}

/// With nothing open there is one state: this has to be fast, as most runs are like that.
void Possible::Body::answered_by_one(CallId call) {
    const auto from = state(nodes_.data());
    if (const auto to = space_->step(from, call)) {
        nodes_[0] = *to;
        last_steps_[0] = steps_.add(last_steps_[0], call);
    } else {
        verdict = Verdict::invalid;
        counterexample = {call, steps_.calls(last_steps_[0]), from, {call}, {from}, false};
    }
}

void Possible::Body::unknown(CallId call, Kind kind) {
    if (verdict != Verdict::valid) return;
    const auto place = static_cast<std::uint32_t>(open_.size());
    Open open{call, place, kNone};
    if (kind != unique_kind) {
        const auto [at, fresh] = last_of_kind_.try_emplace(kind, place);
        if (!fresh) {
            open.before_twin = std::exchange(at->second, place);
            open.first_twin = open_[open.before_twin].first_twin;
        }
    }
    if (place % kBits == 0) widen();
    open_.push_back(open);
}

/// Makes room in the masks for another word of open calls.
void Possible::Body::widen() {
    std::vector<Word> wider;
    wider.reserve(last_steps_.size() * (words() + 1));
    for (std::size_t i = 0; i < last_steps_.size(); ++i) {
        wider.insert(wider.end(), node(i), node(i) + words());
        wider.push_back(0);
    }
    nodes_ = std::move(wider);
}

/// Lets open calls take effect in all ways; false if a limit was reached.
bool Possible::Body::close(Closure& closure, Watch& watch) {
    for (std::size_t i = 0; i < last_steps_.size(); ++i) {
        const auto place = closure.frontier.add(node(i));
        closure.frontier.step_to(place) = last_steps_[i];  // it was added: none of them is in vain
    }
    for (auto place = closure.frontier.take(); place != Frontier::kNone;
         place = closure.frontier.take()) {
        closure.found.push_back(place);
        if (!expand(closure, place, watch)) return false;
    }
    return true;
}

bool Possible::Body::expand(Closure& closure, std::uint32_t place, Watch& watch) {
    const std::vector<Word> from(closure.frontier[place], closure.frontier[place] + words());
    const auto step = closure.frontier.step_to(place);
    for (std::uint32_t i = 0; i < open_.size(); ++i) {
        const auto& open = open_[i];
        if (took_effect(from.data(), i)) continue;
        if (open.before_twin != kNone && !took_effect(from.data(), open.before_twin)) continue;
        if (!go_on(closure, watch)) return false;
        const auto to = memo_.step(state(from.data()), open.first_twin, open.call);
        if (to == kNoState || to == state(from.data())) continue;  // better left for later
        auto child = from;
        child[0] = to;
        child[1 + i / kBits] |= Word{1} << (i % kBits);
        const auto added = closure.frontier.add(child.data());
        if (added != Frontier::kNone) closure.frontier.step_to(added) = steps_.add(step, open.call);
    }
    return true;
}

bool Possible::Body::go_on(const Closure& closure, Watch& watch) const {
    const auto may = watch.count([&] {
        return 2 * closure.frontier.bytes() + 3 * steps_.bytes() + memo_.bytes() +
               footprint(closure.found) + footprint(nodes_) + footprint(last_steps_);
    });
    if (may == Progress::full) watch.out_of_memory();
    return may == Progress::going;
}

/// Goes over the nodes in the order in which they were found, fewest calls used first.
void Possible::Body::step_all(CallId call, Closure& closure) {
    Memo answers(*space_);
    Frontier after(shape());
    for (const auto place : closure.found) {
        const auto* from = closure.frontier[place];
        const auto to = answers.step(state(from), 0, call);
        if (to == kNoState) continue;
        std::vector<Word> child(from, from + words());
        child[0] = to;
        const auto added = after.add(child.data());
        if (added != Frontier::kNone) {
            after.step_to(added) = steps_.add(closure.frontier.step_to(place), call);
        }
    }
    if (after.steps().empty()) return fail(call, closure);
    nodes_.clear();
    for (std::uint32_t i = 0; i < after.steps().size(); ++i) {
        nodes_.insert(nodes_.end(), after[i], after[i] + words());
    }
    last_steps_ = std::move(after.steps());
    if (!steps_.overgrown()) return;
    std::vector<BackPointers::Id*> ends;
    for (auto& step : last_steps_) ends.push_back(&step);
    steps_.keep_only(ends);
}

void Possible::Body::fail(CallId call, Closure& closure) {
    verdict = Verdict::invalid;
    const auto first = closure.found.front();
    counterexample.call = call;
    counterexample.order = steps_.calls(closure.frontier.step_to(first));
    counterexample.state = state(closure.frontier[first]);
    counterexample.candidates = {call};
    for (std::uint32_t i = 0; i < open_.size(); ++i) {
        if (!took_effect(closure.frontier[first], i))
            counterexample.candidates.push_back(open_[i].call);
    }
    std::unordered_set<StateId> seen;
    for (const auto place : closure.found) {
        const auto next = state(closure.frontier[place]);
        if (!seen.insert(next).second) continue;
        counterexample.more_states = counterexample.states.size() == states_shown;
        if (counterexample.more_states) return;
        counterexample.states.push_back(next);
    }
}

std::vector<StateId> Possible::Body::states() {
    Watch watch(limits_, most_states_);
    auto closure = new_closure();
    close(closure, watch);
    std::vector<StateId> states;
    std::unordered_set<StateId> seen;
    for (const auto place : closure.found) {
        const auto next = state(closure.frontier[place]);
        if (seen.insert(next).second) states.push_back(next);
    }
    return states;
}

bool Possible::Body::any_of(const std::function<bool(StateId)>& holds) {
    if (verdict != Verdict::valid) return true;
    std::unordered_set<StateId> refused;
    for (std::size_t i = 0; i < last_steps_.size(); ++i) {
        if (refused.insert(state(node(i))).second && holds(state(node(i)))) return true;
    }
    if (open_.empty()) return false;
    Watch watch(limits_, most_states_);
    auto closure = new_closure();
    if (!close(closure, watch)) return true;
    return std::any_of(closure.found.begin(), closure.found.end(), [&](std::uint32_t place) {
        const auto next = state(closure.frontier[place]);
        return refused.insert(next).second && holds(next);
    });
}

Possible::Possible(StateSpace& space, const Limits& limits, std::size_t most_states)
    : body_(std::make_unique<Body>(space, limits, most_states)) {}
Possible::~Possible() = default;
Possible::Possible(Possible&&) noexcept = default;
Possible& Possible::operator=(Possible&&) noexcept = default;

Verdict Possible::answered(CallId call) { return body_->answered(call); }

Verdict Possible::unknown(CallId call, Kind kind) {
    body_->unknown(call, kind);
    return body_->verdict;
}

Verdict Possible::verdict() const { return body_->verdict; }
const std::string& Possible::reason() const { return body_->reason; }
std::vector<StateId> Possible::states() { return body_->states(); }
bool Possible::any_of(const std::function<bool(StateId)>& holds) { return body_->any_of(holds); }
const Counterexample& Possible::counterexample() const { return body_->counterexample; }

}  // namespace sm::detail::inline search
