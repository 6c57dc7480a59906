#pragma once
/// Small models, histories of them, and a judge that tries all orders.

#include <array>
#include <map>
#include <vector>

#include "search/search.hpp"

namespace toys {

using sm::detail::CallId;
using sm::detail::Interval;
using sm::detail::StateId;

/// Under a sanitizer a random test does a part of its rounds.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kShare = 20;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr int kShare = 20;
#else
inline constexpr int kShare = 1;
#endif
#else
inline constexpr int kShare = 1;
#endif

using State = std::vector<int>;

struct Input {
    int op = 0;
    int a = 0;
    int b = 0;

    auto operator<=>(const Input&) const = default;
};

/// What a model does: changes the state and answers. `reads` tells by input and answer whether the
/// state is left as it is wherever the answer can be given.
struct Model {
    const char* name;
    int ops;
    State start;
    int (*apply)(State&, const Input&);
    bool (*reads)(const Input&, int answer);
};

inline const Model kRegister{
    "Register",
    2,
    {0},
    [](State& s, const Input& i) { return i.op == 0 ? (s[0] = i.a, 0) : s[0]; },
    [](const Input& i, int) { return i.op == 1; }};

inline const Model kCasRegister{
    "CasRegister",
    3,
    {0},
    [](State& s, const Input& i) {
        if (i.op == 0) return s[0] = i.a, 0;
        if (i.op == 1) return s[0];
        return s[0] == i.a ? (s[0] = i.b, 1) : 0;
    },
    [](const Input& i, int answer) { return i.op == 1 || (i.op == 2 && answer == 0); }};

inline const Model kQueue{"Queue",
                          2,
                          {},
                          [](State& s, const Input& i) {
                              if (i.op == 0) return s.push_back(i.a), 0;
                              if (s.empty()) return -1;
                              const auto first = s.front();
                              s.erase(s.begin());
                              return first;
                          },
                          [](const Input& i, int answer) { return i.op == 1 && answer == -1; }};

inline const Model kStack{"Stack",
                          2,
                          {},
                          [](State& s, const Input& i) {
                              if (i.op == 0) return s.push_back(i.a), 0;
                              if (s.empty()) return -1;
                              const auto last = s.back();
                              s.pop_back();
                              return last;
                          },
                          [](const Input& i, int answer) { return i.op == 1 && answer == -1; }};

inline const Model kSet{
    "Set",
    3,
    {0, 0, 0},
    [](State& s, const Input& i) {
        auto& there = s[static_cast<std::size_t>(i.a)];
        const int before = there;
        if (i.op != 2) there = i.op == 0 ? 1 : 0;
        return before;
    },
    [](const Input& i, int answer) { return i.op == 2 || answer == (i.op == 0 ? 1 : 0); }};

inline const Model kCounter{"Counter",
                            3,
                            {0},
                            [](State& s, const Input& i) {
                                if (i.op == 0) return s[0] += i.a, 0;
                                return i.op == 1 ? s[0] : (s[0] += i.a) - i.a;
                            },
                            [](const Input& i, int) { return i.op == 1 || i.a == 0; }};

inline const std::array<const Model*, 6> kModels{&kRegister, &kCasRegister, &kQueue,
                                                 &kStack,    &kSet,         &kCounter};

struct Call {
    Interval interval;
    Input input;
    int answer = 0;  // means nothing if the call is optional
};

using History = std::vector<Call>;

/// Does the call on the state; false if it cannot have been answered so.
inline bool take_effect(const Model& model, State& state, const Call& call) {
    return model.apply(state, call.input) == call.answer || call.interval.optional;
}

/// The states of a model, interned; counts how often it was asked.
class Space final : public sm::detail::StateSpace {
 public:
    Space(const Model& model, const History& history) : model_(&model), history_(&history) {}

    StateId initial() override { return intern(model_->start); }
    std::optional<StateId> step(StateId from, CallId call) override {
        ++asked;
        auto state = states_[from];
        if (!take_effect(*model_, state, history_->at(call))) return std::nullopt;
        return intern(state);
    }
    std::size_t memory() const override { return states_.size() * 100; }

    const State& operator[](StateId id) const { return states_.at(id); }
    std::size_t count() const { return states_.size(); }

    std::size_t asked = 0;

 private:
    StateId intern(const State& state) {
        const auto [at, fresh] = ids_.try_emplace(state, static_cast<StateId>(states_.size()));
        if (fresh) states_.push_back(state);
        return at->second;
    }

    const Model* model_;
    const History* history_;
    std::map<State, StateId> ids_;
    std::vector<State> states_;
};

inline std::vector<Interval> intervals(const History& history) {
    std::vector<Interval> result;
    for (const auto& call : history) result.push_back(call.interval);
    return result;
}

/// Whether real time allows `next` before all of those that are `left`.
inline bool may_be_next(const History& history, unsigned left, std::size_t next) {
    for (std::size_t i = 0; i < history.size(); ++i) {
        const auto& other = history[i].interval;
        if ((left >> i & 1U) == 0 || other.optional) continue;
        if (other.returned < history[next].interval.invoked) return false;
    }
    return true;
}

/// Tries all orders of the calls that are `left`, with all subsets of those that `may_fail`.
inline bool explained(const Model& model, const History& history, const State& state, unsigned left,
                      unsigned may_fail) {
    if ((left & ~may_fail) == 0) return true;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if ((left >> i & 1U) == 0 || !may_be_next(history, left, i)) continue;
        auto next = state;
        if (!take_effect(model, next, history[i])) continue;
        if (explained(model, history, next, left & ~(1U << i), may_fail)) return true;
    }
    return false;
}

inline unsigned optional_calls(const History& history) {
    unsigned mask = 0;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (history[i].interval.optional) mask |= 1U << i;
    }
    return mask;
}

inline bool explained(const Model& model, const History& history) {
    return explained(model, history, model.start, (1U << history.size()) - 1,
                     optional_calls(history));
}

}  // namespace toys
