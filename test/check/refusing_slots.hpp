#pragma once
/// Slots that are taken and freed, in a store that refuses or does not answer as it pleases; and,
/// by brute force, which commands are to be run on it.

#include <sm/base/random.hpp>
#include <sm/history/detail/any_history.hpp>
#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace slots {

using Slot = sm::Below<3>;

struct Model {
    std::set<int> taken{};
};

struct Take {
    Slot slot;
    bool pre(const Model& m) const { return !m.taken.contains(slot); }
    void apply(Model& m) const { m.taken.insert(slot); }
    void run(auto& store) const {
        store.change([slot = slot](auto& taken) { taken.insert(slot); });
    }
};
struct Free {
    Slot slot;
    bool pre(const Model& m) const { return m.taken.contains(slot); }
    void apply(Model& m) const { m.taken.erase(slot); }
    void run(auto& store) const {
        store.change([slot = slot](auto& taken) { taken.erase(slot); });
    }
};
struct Move {
    Slot from;
    Slot to;
    bool pre(const Model& m) const { return m.taken.contains(from) && !m.taken.contains(to); }
    void apply(Model& m) const {
        if (m.taken.erase(from) > 0) m.taken.insert(to);
    }
    void run(auto& store) const {
        store.change([from = from, to = to](auto& taken) {
            if (taken.erase(from) > 0) taken.insert(to);
        });
    }
};
/// Frees any slot, and answers which: the model follows.
struct FreeAny {
    bool pre(const Model& m) const { return !m.taken.empty(); }
    std::optional<int> apply(Model& m) const {
        if (m.taken.empty()) return std::nullopt;
        const int first = *m.taken.begin();
        m.taken.erase(first);
        return first;
    }
    bool accept(Model& m, const std::optional<int>& freed) const {
        return freed ? m.taken.erase(*freed) > 0 : m.taken.empty();
    }
    std::optional<int> run(auto& store) const { return store.free_any(); }
};
/// Has no precondition.
struct Count {
    static constexpr bool read_only = true;
    std::size_t apply(Model& m) const { return m.taken.size(); }
    std::size_t run(auto& store) const { return store.count(); }
};
using Cmd = std::variant<Take, Free, Move, FreeAny, Count>;

/// What is done late is done before the next thing that is asked for.
class Store {
 public:
    explicit Store(sm::Seed seed) : random_(seed) {}

    template <class Change>
    void change(const Change& change) {
        catch_up();
        const auto how = random_.below(8);
        if (how == 0) throw sm::Refused("not today");
        if (how == 1) late_ = change;
        if (how != 1 && how != 2) change(taken_);
        if (how <= 3) throw sm::Unknown("no answer");
    }
    std::optional<int> free_any() {
        catch_up();
        if (random_.chance(1, 5)) throw sm::Refused("not today");
        if (taken_.empty()) return std::nullopt;
        const auto last = *taken_.rbegin();
        taken_.erase(last);
        return last;
    }
    std::size_t count() {
        if (random_.chance(1, 5)) throw sm::Refused("not today");
        return taken_.size();
    }

 private:
    void catch_up() {
        if (late_ && random_.chance(1, 2)) std::exchange(late_, nullptr)(taken_);
    }

    sm::Random random_;
    std::set<int> taken_;
    std::function<void(std::set<int>&)> late_;
};

/// A model that is possible, and the calls of unknown outcome that have not taken effect on the way
/// to it.
using Possible = std::set<std::pair<std::set<int>, std::set<std::size_t>>>;

inline Possible with_late_effects(const sm::detail::AnyHistory& history, const Possible& now) {
    Possible all = now;
    std::vector<Possible::value_type> left(now.begin(), now.end());
    while (!left.empty()) {
        const auto [taken, open] = left.back();
        left.pop_back();
        for (const std::size_t call : open) {
            const auto& entry = history.entries[call];
            Model model{taken};
            entry.type->apply(entry.command.data(), entry.id, &model);
            auto rest = open;
            rest.erase(call);
            if (all.emplace(model.taken, rest).second) left.emplace_back(model.taken, rest);
        }
    }
    return all;
}

/// Whether just those calls were left out whose precondition holds in no possible model; how many.
inline std::size_t expect_right_calls_left_out(const sm::detail::AnyHistory& history) {
    Possible now{{history.initial.as<Model>().taken, {}}};
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const auto& entry = history.entries[i];
        const Possible here = with_late_effects(history, now);
        bool holds = entry.type->precondition == nullptr;
        for (const auto& [taken, open] : here) {
            const Model model{taken};
            holds = holds || entry.type->precondition(entry.command.data(), &model);
        }
        const bool was_run = entry.ending != sm::Ending::not_run;
        EXPECT_EQ(was_run, holds) << "call " << i << ": " << entry.reason;
        if (!was_run) {
            ++left_out;
            EXPECT_EQ(entry.reason,
                      "not run: its precondition is false in every possible state of the model");
        }
        if (!was_run || entry.ending == sm::Ending::refused) continue;
        Possible next;
        for (const auto& [taken, open] : entry.indeterminate() ? now : here) {
            Model model{taken};
            auto still_open = open;
            if (entry.indeterminate()) {
                still_open.insert(i);
            } else if (!entry.type->allows(entry.command.data(), entry.id, entry.answer.data(),
                                           &model)) {
                continue;
            }
            next.emplace(model.taken, still_open);
        }
        now = std::move(next);
    }
    return left_out;
}

}  // namespace slots
