#include <sm/base/misuse.hpp>
#include <sm/checkers/key_value.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "search/search.hpp"

namespace sm::checkers {
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
    /// The place of a get that comes after it with no put between, whatever the order: what it
    /// makes will be read.
    std::optional<std::size_t> reader{};
};

const std::string& text_of(const history::Value& value, const history::Operation& operation) {
    static const std::string none;
    if (value.is_nothing()) return none;
    if (value.is(history::Value::Kind::text)) return value.text();
    throw Misuse(to_string(operation) + ": a key-value store holds text; expected text or nil");
}

StoreCall call_of(const history::Operation& operation, std::size_t place) {
    if (operation.function == "get" || operation.function == "read") {
        return {Action::get, text_of(operation.answer, operation), place};
    }
    if (operation.function == "put" || operation.function == "write") {
        return {Action::put, text_of(operation.value, operation), place};
    }
    if (operation.function == "append") {
        return {Action::append, text_of(operation.value, operation), place};
    }
    throw Misuse(to_string(operation) +
                 " is nothing that a key-value store does; get, put and append are");
}

/// The texts that a key may have, each once: those that a get's answer begins with. All others are
/// one state, "unread": no get can answer with them, nor with what appends make of them.
class TextSpace final : public detail::StateSpace {
 public:
    explicit TextSpace(const std::vector<StoreCall>& calls) : calls_(calls) {
        for (const StoreCall& call : calls) {
            if (call.action == Action::get) got_.push_back(call.text);
        }
        std::sort(got_.begin(), got_.end());
        got_.erase(std::unique(got_.begin(), got_.end()), got_.end());
        texts_.resize(2, &no_text_);
        ids_.emplace(no_text_, empty);
    }

    StateId initial() override { return empty; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const StoreCall& call = calls_[id];
        if (call.action == Action::get) {
            const bool same = from != unread && *texts_[from] == call.text;
            return same ? std::optional(from) : std::nullopt;
        }
        if (call.action == Action::put) return made(call.text, call);
        if (from == unread) return call.reader ? std::nullopt : std::optional(unread);
        return made(*texts_[from] + call.text, call);
    }

    std::size_t memory() const override { return bytes_; }

    /// What a message says of a state.
    std::string to_string(StateId state) const {
        constexpr std::size_t most = 60;
        if (state == unread) return "a text that no get answers with";
        const std::string& text = *texts_[state];
        if (text.size() <= most) return '"' + text + '"';
        return "\"..." + text.substr(text.size() - most) + '"';
    }

 private:
    static constexpr StateId empty = 0;
    static constexpr StateId unread = 1;

    std::optional<StateId> made(std::string text, const StoreCall& call) {
        const auto first = std::lower_bound(got_.begin(), got_.end(), text);
        if (first == got_.end() || !first->starts_with(text)) {
            return call.reader ? std::nullopt : std::optional(unread);
        }
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
    std::vector<std::string> got_;  // each once, in order
    const std::string no_text_;
    std::unordered_map<std::string, StateId> ids_;
    std::vector<const std::string*> texts_;
    std::size_t bytes_ = 0;
};

/// The calls of one key, as the store sees them and as the search does.
struct OfKey {
    std::vector<StoreCall> calls;
    std::vector<Interval> intervals;
};

/// Finds out which puts and appends will certainly be read.
class Readers {
 public:
    Readers(const std::vector<StoreCall>& calls, std::span<const history::Operation> operations)
        : operations_(operations) {
        for (const StoreCall& call : calls) {
            if (call.action == Action::get)
                gets_.push_back({invoked(call.operation), call.operation});
            if (call.action == Action::put) puts_.push_back(call.operation);
        }
        std::sort(gets_.begin(), gets_.end());
        // Of those invoked from here on, the one that returns first.
        for (std::size_t i = gets_.size(); i-- > 1;) {
            std::size_t& earlier = gets_[i - 1].second;
            if (returned(gets_[i].second) < returned(earlier)) earlier = gets_[i].second;
        }
    }

    std::optional<std::size_t> of(std::size_t write) const {
        if (operations_[write].indeterminate()) return std::nullopt;
        const auto get =
            std::upper_bound(gets_.begin(), gets_.end(), returned(write),
                             [](Timestamp timestamp, const std::pair<Timestamp, std::size_t>& one) {
                                 return timestamp < one.first;
                             });
        if (get == gets_.end()) return std::nullopt;
        const bool put_between = std::any_of(puts_.begin(), puts_.end(), [&](std::size_t put) {
            return put != write && returned(put) >= invoked(write) &&
                   invoked(put) <= returned(get->second);
        });
        return put_between ? std::nullopt : std::optional(get->second);
    }

 private:
    Timestamp invoked(std::size_t place) const { return operations_[place].invoked; }
    Timestamp returned(std::size_t place) const {
        return operations_[place].indeterminate() ? never : operations_[place].returned;
    }

    std::span<const history::Operation> operations_;
    std::vector<std::pair<Timestamp, std::size_t>> gets_;  // by invocation
    std::vector<std::size_t> puts_;
};

OfKey calls_of(std::span<const history::Operation> operations) {
    OfKey all;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const history::Operation& operation = operations[i];
        if (operation.by_nemesis() || operation.refused()) continue;
        StoreCall call = call_of(operation, i);
        const bool silent = call.action == Action::get && operation.indeterminate();
        if (!silent) all.calls.push_back(std::move(call));
    }
    const Readers readers(all.calls, operations);
    std::map<std::tuple<Action, std::string, bool, bool>, detail::Kind> kinds;
    for (StoreCall& call : all.calls) {
        const history::Operation& operation = operations[call.operation];
        if (call.action != Action::get) call.reader = readers.of(call.operation);
        const auto next = static_cast<detail::Kind>(kinds.size());
        const auto kind = kinds.try_emplace(
            {call.action, call.text, operation.indeterminate(), call.reader.has_value()}, next);
        all.intervals.push_back({.invoked = operation.invoked,
                                 .returned = operation.returned,
                                 .optional = operation.indeterminate(),
                                 .read_only = call.action == Action::get,
                                 .kind = kind.first->second});
    }
    return all;
}

history::CheckResult judge_key(std::span<const history::Operation> operations,
                               const Limits& limits) {
    const OfKey of_key = calls_of(operations);
    TextSpace space(of_key.calls);
    const auto found = detail::linearize(of_key.intervals, space, limits);
    history::CheckResult result{.checker = "linearizable key-value store",
                                .algorithm = "a search, as appended texts may have any order"};
    result.conclusion = {found.verdict, found.reason};
    result.details.add("calls", Tree(of_key.calls.size()));
    result.details.add("states explored", Tree(found.states));
    if (!found.counterexample) return result;
    const StoreCall& call = of_key.calls[found.counterexample->call];
    result.conclusion.reason =
        "not linearizable: no order of the calls that respects real time explains " +
        to_string(operations[call.operation]);
    if (call.reader) result.conclusion.reason += " and then " + to_string(operations[*call.reader]);
    result.conclusion.reason +=
        "; before it the key may hold " + space.to_string(found.counterexample->state);
    for (const CallId candidate : found.counterexample->candidates) {
        const StoreCall& tried = of_key.calls[candidate];
        result.violations.push_back(tried.operation);
        if (tried.reader) result.violations.push_back(*tried.reader);
    }
    std::sort(result.violations.begin(), result.violations.end());
    result.violations.erase(std::unique(result.violations.begin(), result.violations.end()),
                            result.violations.end());
    return result;
}

}  // namespace

Checker key_value(Limits limits) {
    return [limits](std::span<const history::Operation> operations) {
        return judge_key(operations, limits);
    };
}

}  // namespace sm::checkers
