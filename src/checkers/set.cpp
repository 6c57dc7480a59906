#include <sm/checkers/set.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

#include "checkers/growing_set.hpp"
#include "checkers/object_space.hpp"

namespace sm::checkers {
namespace {

using detail::CallId;
using detail::StateId;

/// One element: its state is how often it is there.
class ElementSpace final : public detail::StateSpace {
 public:
    ElementSpace(bool is_set, std::span<const ObjectCall> calls)
        : most_(is_set ? 1 : std::numeric_limits<StateId>::max() - 1), calls_(calls) {}

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const auto& call = calls_[id];
        const bool adds = call.action == Action::add;
        const bool agrees = (from > 0) != adds;
        const bool replied = call.reply == Reply::yes || call.reply == Reply::no;
        if (replied && agrees != (call.reply == Reply::yes)) return std::nullopt;
        if (adds) return std::min(from + 1, most_);
        return call.action == Action::remove && from > 0 ? from - 1 : from;
    }

 private:
    StateId most_;
    std::span<const ObjectCall> calls_;
};

/// The calls by element, in the order of the history.
struct ByElement {
    std::vector<ObjectCall> calls;
    std::vector<std::size_t> places;  // of these calls in the history
    std::vector<std::size_t> begins;  // by element

    explicit ByElement(const ObjectHistory& history) : begins(history.values.size() + 1, 0) {
        for (const auto& call : history.calls) ++begins[static_cast<std::size_t>(call.value) + 1];
        std::partial_sum(begins.begin(), begins.end(), begins.begin());
        auto next = begins;
        calls.resize(history.calls.size());
        places.resize(history.calls.size());
        for (std::size_t i = 0; i < history.calls.size(); ++i) {
            const auto at = next[static_cast<std::size_t>(history.calls[i].value)]++;
            calls[at] = history.calls[i];
            places[at] = i;
        }
    }
};

void judge_elements(const ObjectHistory& history, const Limits& limits, ObjectResult& result) {
    const Clock& clock = limits.clock == nullptr ? steady() : *limits.clock;
    const auto began = clock.now();
    const ByElement elements(history);
    for (std::size_t element = 0; element < history.values.size(); ++element) {
        const auto begin = elements.begins[element];
        const auto calls =
            std::span(elements.calls).subspan(begin, elements.begins[element + 1] - begin);
        ElementSpace space(history.object == Object::set, calls);
        Limits left = limits;
        left.time = std::max(limits.time - (clock.now() - began), Duration::zero());
        const auto found = linearize(detail::intervals_of(calls), space, left);
        if (found.verdict == Verdict::valid) continue;
        result.verdict = found.verdict;
        const auto shown = to_string(history.values[element]);
        if (found.verdict == Verdict::unknown) {
            result.reason = "element " + shown + ": " + found.reason;
            return;
        }
        result.reason =
            "not linearizable: no order of the calls that respects real time explains when " +
            shown + " was in the set";
        for (std::size_t i = 0; i < calls.size(); ++i) {
            result.witness.push_back(elements.places[begin + i]);
        }
        return;
    }
}

}  // namespace

ObjectResult judge_set(const ObjectHistory& history, const Limits& limits) {
    ObjectResult result;
    if (!history.contents.empty()) return detail::judge_growing_set(history);
    result.verdict = Verdict::valid;
    result.algorithm = "each element apart, as no call is about more than one";
    judge_elements(history, limits, result);
    return result;
}

}  // namespace sm::checkers
