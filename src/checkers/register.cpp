#include <sm/checkers/register.hpp>

#include <algorithm>
#include <limits>

namespace sm::checkers {
namespace {

constexpr Timestamp kBefore = std::numeric_limits<Timestamp>::min();
constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

/// A value with its write and its reads.
struct Zone {
    Timestamp first_return = never;
    Timestamp last_invocation = kBefore;
    std::size_t returner = kNobody;  // the calls of these
    std::size_t invoker = kNobody;
    std::size_t write = kNobody;
    Timestamp written = never;  // when the write was invoked
    bool takes_part = false;

    void add(const ObjectCall& call, std::size_t place) {
        if (call.returned < first_return) {
            first_return = call.returned;
            returner = place;
        }
        if (call.invoked > last_invocation) {
            last_invocation = call.invoked;
            invoker = place;
        }
    }
};

class Zones {
 public:
    explicit Zones(const ObjectHistory& history)
        : history_(&history), zones_(history.values.size()) {
        auto& initial = zones_[static_cast<std::size_t>(history.initial)];
        initial.first_return = initial.written = kBefore;
        initial.takes_part = true;
    }

    /// Why the algorithm does not apply; empty if it does.
    std::string collect() {
        for (std::size_t i = 0; i < history_->calls.size(); ++i) {
            const auto& call = history_->calls[i];
            if (call.action == Action::cas) return "there is a cas";
            auto& zone = zones_[static_cast<std::size_t>(call.value)];
            if (call.action == Action::write) {
                if (zone.written != never) {
                    return call.value == history_->initial
                               ? "a write has the initial value " + shown(call.value)
                               : "two writes have the value " + shown(call.value);
                }
                zone.write = i;
                zone.written = call.invoked;
                zone.takes_part = zone.takes_part || !call.indeterminate();
            } else {
                zone.takes_part = true;
            }
            zone.add(call, i);
        }
        return {};
    }

    void judge(ObjectResult& result) const {
        result.verdict = Verdict::valid;
        if (!reads_follow_writes(result)) return;
        zones_are_apart(result);
    }

 private:
    std::string shown(std::int64_t value) const { return history_->show_value(value); }

    bool reads_follow_writes(ObjectResult& result) const {
        for (std::size_t i = 0; i < history_->calls.size(); ++i) {
            const auto& call = history_->calls[i];
            if (call.action != Action::read) continue;
            const auto& zone = zones_[static_cast<std::size_t>(call.value)];
            if (zone.written <= call.returned && zone.written != never) continue;
            const bool ever = zone.write != kNobody;
            result.verdict = Verdict::invalid;
            result.reason = "the value " + shown(call.value) + " is read " +
                            (ever ? "before its write begins" : "and nobody wrote it");
            result.witness = {i};
            if (ever) result.witness.push_back(zone.write);
            return false;
        }
        return true;
    }

    /// Of all zones that have to come before some moment, the one that also has to come after most:
    /// two values that have to come before each other are found if there are any.
    void zones_are_apart(ObjectResult& result) const {
        std::vector<std::size_t> by_first;
        for (std::size_t value = 0; value < zones_.size(); ++value) {
            if (zones_[value].takes_part) by_first.push_back(value);
        }
        auto by_last = by_first;
        std::sort(by_first.begin(), by_first.end(), [&](std::size_t a, std::size_t b) {
            return zones_[a].first_return < zones_[b].first_return;
        });
        std::sort(by_last.begin(), by_last.end(), [&](std::size_t a, std::size_t b) {
            return zones_[a].last_invocation < zones_[b].last_invocation;
        });
        Latest latest;
        std::size_t next = 0;
        for (const auto value : by_last) {
            const auto& zone = zones_[value];
            for (; next < by_first.size(); ++next) {
                if (zones_[by_first[next]].first_return >= zone.last_invocation) break;
                latest.add(by_first[next], zones_[by_first[next]].last_invocation);
            }
            const auto other = latest.but(value);
            if (other == kNobody || zones_[other].last_invocation <= zone.first_return) continue;
            return conflict(result, value, other);
        }
    }

    /// The two values with the latest last invocations.
    struct Latest {
        std::size_t first = kNobody;
        std::size_t second = kNobody;
        Timestamp first_at = kBefore;
        Timestamp second_at = kBefore;

        void add(std::size_t value, Timestamp at) {
            if (first == kNobody || at > first_at) {
                second = first;
                second_at = first_at;
                first = value;
                first_at = at;
            } else if (second == kNobody || at > second_at) {
                second = value;
                second_at = at;
            }
        }
        std::size_t but(std::size_t value) const { return first == value ? second : first; }
    };

    void conflict(ObjectResult& result, std::size_t a, std::size_t b) const {
        result.verdict = Verdict::invalid;
        result.reason = "the values " + shown(static_cast<std::int64_t>(a)) + " and " +
                        shown(static_cast<std::int64_t>(b)) + " each have to precede the other";
        auto& witness = result.witness;
        for (const auto value : {a, b}) {
            const auto& zone = zones_[value];
            for (const auto call : {zone.write, zone.returner, zone.invoker}) {
                if (call != kNobody) witness.push_back(call);
            }
        }
        std::sort(witness.begin(), witness.end());
        witness.erase(std::unique(witness.begin(), witness.end()), witness.end());
    }

    const ObjectHistory* history_;
    std::vector<Zone> zones_;
};

}  // namespace

ObjectResult judge_register(const ObjectHistory& history) {
    ObjectResult result;
    Zones zones(history);
    const auto why_not = zones.collect();
    if (!why_not.empty()) {
        result.algorithm = why_not;
        return result;
    }
    result.algorithm = "zones, as every write has its own value";
    zones.judge(result);
    return result;
}

}  // namespace sm::checkers
