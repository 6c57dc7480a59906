#include <sm/judge/key_value.hpp>
#include <sm/value/misuse.hpp>

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "judge/search.hpp"

namespace sm {
namespace {

using detail::CallId;
using detail::Interval;
using detail::StateId;

enum class Action : std::uint8_t { get, put, append };

/// A call of the store, without its key.
struct StoreCall {
    Action action = Action::get;
    std::string text;           ///< put, appended or got
    std::size_t operation = 0;  ///< its place in the history
};

const std::string& text_of(const Datum& value, const Operation& operation) {
    static const std::string none;
    if (value.is_nothing()) return none;
    if (value.is(Datum::Kind::text)) return value.text();
    throw Misuse(show(operation) + ": a key-value store holds texts; a text or nil is wanted");
}

StoreCall call_of(const Operation& operation, std::size_t place) {
    if (operation.function == "get" || operation.function == "read") {
        return {Action::get, text_of(operation.answer, operation), place};
    }
    if (operation.function == "put" || operation.function == "write") {
        return {Action::put, text_of(operation.value, operation), place};
    }
    if (operation.function == "append") {
        return {Action::append, text_of(operation.value, operation), place};
    }
    throw Misuse(show(operation) +
                 " is nothing that a key-value store does; get, put and append are");
}

/// The texts that a key may have, each once.
class TextSpace final : public detail::StateSpace {
 public:
    explicit TextSpace(const std::vector<StoreCall>& calls) : calls_(calls) { intern({}); }

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const StoreCall& call = calls_[id];
        if (call.action == Action::put) return intern(call.text);
        if (call.action == Action::append) return intern(*texts_[from] + call.text);
        return *texts_[from] == call.text ? std::optional(from) : std::nullopt;
    }

    std::size_t memory() const override { return bytes_; }

    const std::string& text(StateId state) const { return *texts_[state]; }

 private:
    StateId intern(std::string text) {
        const auto [at, fresh] =
            ids_.try_emplace(std::move(text), static_cast<StateId>(texts_.size()));
        if (fresh) {
            constexpr std::size_t place_in_index = 96;
            texts_.push_back(&at->first);
            bytes_ += at->first.size() + place_in_index;
        }
        return at->second;
    }

    const std::vector<StoreCall>& calls_;
    std::unordered_map<std::string, StateId> ids_;
    std::vector<const std::string*> texts_;
    std::size_t bytes_ = 0;
};

/// The calls of one key, as the store sees them and as the search does.
struct OfKey {
    std::vector<StoreCall> calls;
    std::vector<Interval> intervals;
};

OfKey calls_of(std::span<const Operation> operations) {
    OfKey all;
    std::map<std::tuple<Action, std::string, bool>, detail::Kind> kinds;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        if (operation.by_nemesis() || operation.refused()) continue;
        StoreCall call = call_of(operation, i);
        const bool read = call.action == Action::get;
        if (read && operation.open()) continue;
        const auto next = static_cast<detail::Kind>(kinds.size());
        const auto kind = kinds.try_emplace({call.action, call.text, operation.open()}, next);
        all.intervals.push_back({.invoked = operation.invoked,
                                 .returned = operation.returned,
                                 .optional = operation.open(),
                                 .read_only = read,
                                 .kind = kind.first->second});
        all.calls.push_back(std::move(call));
    }
    return all;
}

std::string in_short(const std::string& text) {
    constexpr std::size_t most = 60;
    if (text.size() <= most) return '"' + text + '"';
    return "\"..." + text.substr(text.size() - most) + '"';
}

Finding judge_key(std::span<const Operation> operations, const JudgeBounds& bounds) {
    const OfKey of_key = calls_of(operations);
    TextSpace space(of_key.calls);
    const auto result =
        detail::linearize(of_key.intervals, space,
                          {.memory = bounds.memory, .time = bounds.time, .clock = bounds.clock});
    Finding finding{.checker = "linearizable key-value store", .algorithm = "search of orders"};
    finding.judgement = {result.verdict, result.reason};
    finding.details.add("calls", Tree(of_key.calls.size()));
    finding.details.add("places looked at", Tree(result.nodes));
    if (!result.impasse) return finding;
    const Operation& culprit = operations[of_key.calls[result.impasse->call].operation];
    finding.judgement.reason = "no order explains " + show(culprit) +
                               "; before it the key may have " +
                               in_short(space.text(result.impasse->state));
    for (const CallId candidate : result.impasse->candidates) {
        finding.culprits.push_back(of_key.calls[candidate].operation);
    }
    return finding;
}

}  // namespace

Checker key_value(JudgeBounds bounds) {
    return
        [bounds](std::span<const Operation> operations) { return judge_key(operations, bounds); };
}

}  // namespace sm
