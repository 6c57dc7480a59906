#pragma once
/// Models as numbers, for the search: each distinct one is kept once.

#include <sm/judge/detail/explains.hpp>
#include <sm/judge/detail/search.hpp>
#include <sm/value/compare.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace sm::detail {

template <class Cmd>
class ModelSpace final : public StateSpace {
 public:
    using Model = model_of_commands<Cmd>;

    /// `entries` are what calls are numbered by, and must outlive this.
    ModelSpace(const Model& initial, std::span<const Entry<Cmd>* const> entries)
        : entries_(entries) {
        intern(initial);
    }

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId call) override {
        Model model = models_[from];
        if (!explains(*entries_[call], model)) return std::nullopt;
        return intern(std::move(model));
    }

    std::size_t memory() const override { return models_.size() * (sizeof(Model) + 96); }

    const Model& model(StateId state) const { return models_[state]; }

 private:
    StateId intern(Model model) {
        const auto mixed = hash(model);
        const auto [first, last] = ids_.equal_range(mixed);
        for (auto it = first; it != last; ++it) {
            if (equal(models_[it->second], model)) return it->second;
        }
        const auto id = static_cast<StateId>(models_.size());
        models_.push_back(std::move(model));
        ids_.emplace(mixed, id);
        return id;
    }

    std::span<const Entry<Cmd>* const> entries_;
    std::vector<Model> models_;
    std::unordered_multimap<std::uint64_t, StateId> ids_;
};

/// Whether the call can have had an effect, so that the judge must place it.
template <class Cmd>
bool has_effect(const Entry<Cmd>& entry) {
    return std::visit(
        [](const auto& call) {
            using C = std::remove_cvref_t<decltype(call.command)>;
            return call.outcome.answered() || (call.outcome.open() && !read_only<C>());
        },
        entry.call);
}

/// The same command with the same answer, or both open, does the same to every model; unless its
/// number, which the model remembers, makes it another.
template <class Cmd>
class CallKinds {
 public:
    Kind of(const Entry<Cmd>& entry, CallId call, std::span<const Entry<Cmd>* const> entries) {
        return std::visit(
            [&]<class C>(const Call<C>& made) -> Kind {
                if constexpr (!std::is_void_v<typename ApplyParts<C>::Self>) {
                    return kUnlike;
                } else {
                    const auto mixed = hash(made.command) * 31 + entry.call.index() * 7 +
                                       (made.outcome.answer ? hash(*made.outcome.answer) : 0);
                    const auto [first, last] = kinds_.equal_range(mixed);
                    for (auto it = first; it != last; ++it) {
                        const auto* other = std::get_if<Call<C>>(&entries[it->second]->call);
                        if (other != nullptr && same(*other, made)) return it->second;
                    }
                    kinds_.emplace(mixed, call);
                    return call;
                }
            },
            entry.call);
    }

 private:
    template <class C>
    static bool same(const Call<C>& a, const Call<C>& b) {
        return equal(a.command, b.command) && equal(a.outcome.answer, b.outcome.answer);
    }

    std::unordered_multimap<std::uint64_t, Kind> kinds_;
};

template <class Cmd>
Interval interval_of(const Entry<Cmd>& entry, Kind kind) {
    Interval interval{entry.invoked, entry.returned, false, false, kind};
    std::visit(
        [&](const auto& call) {
            using C = std::remove_cvref_t<decltype(call.command)>;
            interval.optional = call.outcome.open();
            interval.read_only = read_only<C>();
        },
        entry.call);
    if (interval.optional) interval.returned = kForever;
    return interval;
}

}  // namespace sm::detail
