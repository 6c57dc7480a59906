#include "search/possible.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "search/back_pointers.hpp"
#include "search/frontier.hpp"
#include "search/memo.hpp"
#include "search/watch.hpp"

namespace sm::detail::inline search {

namespace {

constexpr std::size_t kBits = 64;

}  // namespace

/// A node is its state, and a mask of the open calls that took effect on the way to it.
class Possible::Body {
 public:
    Body(StateSpace& space, const Bounds& bounds)
        : space_(&space), bounds_(bounds), memo_(space), nodes_{space.initial()} {
        trails_.push_back(BackPointers::kStart);
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
        Frontier layer;
        std::vector<std::uint32_t> found;
    };
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

    std::size_t words() const { return 1 + (open_.size() + kBits - 1) / kBits; }
    GraphShape shape() const { return {1, 0, words() - 1}; }
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
    Bounds bounds_;
    Memo memo_;
    std::vector<Open> open_;
    std::unordered_map<Kind, std::uint32_t> last_of_kind_;
    std::vector<Word> nodes_;
    std::vector<BackPointers::Id> trails_;  // one a node
    BackPointers trail_;
};

Verdict Possible::Body::answered(CallId call) {
    if (verdict != Verdict::valid) return verdict;
    if (open_.empty()) {
        answered_by_one(call);
        return verdict;
    }
    Watch watch(bounds_);
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
        trails_[0] = trail_.add(trails_[0], call);
    } else {
        verdict = Verdict::invalid;
        counterexample = {call, trail_.calls(trails_[0]), from, {call}, {from}, false};
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
    wider.reserve(trails_.size() * (words() + 1));
    for (std::size_t i = 0; i < trails_.size(); ++i) {
        wider.insert(wider.end(), node(i), node(i) + words());
        wider.push_back(0);
    }
    nodes_ = std::move(wider);
}

/// Lets open calls take effect in all ways; false if a bound was reached.
bool Possible::Body::close(Closure& closure, Watch& watch) {
    for (std::size_t i = 0; i < trails_.size(); ++i) {
        const auto place = closure.layer.add(node(i));
        closure.layer.trail(place) = trails_[i];  // it was added: none of them is in vain
    }
    for (auto place = closure.layer.take(); place != Frontier::kNone;
         place = closure.layer.take()) {
        closure.found.push_back(place);
        if (!expand(closure, place, watch)) return false;
    }
    return true;
}

bool Possible::Body::expand(Closure& closure, std::uint32_t place, Watch& watch) {
    const std::vector<Word> from(closure.layer[place], closure.layer[place] + words());
    const auto trail = closure.layer.trail(place);
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
        const auto added = closure.layer.add(child.data());
        if (added != Frontier::kNone) closure.layer.trail(added) = trail_.add(trail, open.call);
    }
    return true;
}

bool Possible::Body::go_on(const Closure& closure, Watch& watch) const {
    if (!watch.count()) return false;
    if (!watch.due()) return true;
    const auto bytes = 2 * closure.layer.bytes() + 3 * trail_.bytes() + memo_.bytes() +
                       footprint(closure.found) + footprint(nodes_) + footprint(trails_);
    return watch.look() && (watch.fits(bytes) || watch.out_of_memory());
}

/// Goes over the nodes in the order in which they were found, fewest calls used first.
void Possible::Body::step_all(CallId call, Closure& closure) {
    Memo answers(*space_);
    Frontier after(shape());
    for (const auto place : closure.found) {
        const auto* from = closure.layer[place];
        const auto to = answers.step(state(from), 0, call);
        if (to == kNoState) continue;
        std::vector<Word> child(from, from + words());
        child[0] = to;
        const auto added = after.add(child.data());
        if (added != Frontier::kNone) {
            after.trail(added) = trail_.add(closure.layer.trail(place), call);
        }
    }
    if (after.trails().empty()) return fail(call, closure);
    nodes_.clear();
    for (std::uint32_t i = 0; i < after.trails().size(); ++i) {
        nodes_.insert(nodes_.end(), after[i], after[i] + words());
    }
    trails_ = std::move(after.trails());
    if (!trail_.overgrown()) return;
    std::vector<BackPointers::Id*> ends;
    for (auto& trail : trails_) ends.push_back(&trail);
    trail_.keep_only(ends);
}

void Possible::Body::fail(CallId call, Closure& closure) {
    verdict = Verdict::invalid;
    const auto first = closure.found.front();
    counterexample.call = call;
    counterexample.order = trail_.calls(closure.layer.trail(first));
    counterexample.state = state(closure.layer[first]);
    counterexample.candidates = {call};
    for (std::uint32_t i = 0; i < open_.size(); ++i) {
        if (!took_effect(closure.layer[first], i))
            counterexample.candidates.push_back(open_[i].call);
    }
    std::unordered_set<StateId> seen;
    for (const auto place : closure.found) {
        const auto next = state(closure.layer[place]);
        if (!seen.insert(next).second) continue;
        counterexample.more_states = counterexample.states.size() == states_shown;
        if (counterexample.more_states) return;
        counterexample.states.push_back(next);
    }
}

std::vector<StateId> Possible::Body::states() {
    Watch watch(bounds_);
    auto closure = new_closure();
    close(closure, watch);
    std::vector<StateId> states;
    std::unordered_set<StateId> seen;
    for (const auto place : closure.found) {
        const auto next = state(closure.layer[place]);
        if (seen.insert(next).second) states.push_back(next);
    }
    return states;
}

bool Possible::Body::any_of(const std::function<bool(StateId)>& holds) {
    if (verdict != Verdict::valid) return true;
    std::unordered_set<StateId> refused;
    for (std::size_t i = 0; i < trails_.size(); ++i) {
        if (refused.insert(state(node(i))).second && holds(state(node(i)))) return true;
    }
    if (open_.empty()) return false;
    Watch watch(bounds_);
    auto closure = new_closure();
    if (!close(closure, watch)) return true;
    return std::any_of(closure.found.begin(), closure.found.end(), [&](std::uint32_t place) {
        const auto next = state(closure.layer[place]);
        return refused.insert(next).second && holds(next);
    });
}

Possible::Possible(StateSpace& space, const Bounds& bounds)
    : body_(std::make_unique<Body>(space, bounds)) {}
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
