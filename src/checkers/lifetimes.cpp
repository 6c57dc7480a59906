#include "checkers/lifetimes.hpp"

#include <algorithm>

namespace sm::detail::inline checkers {
namespace {

void wrong(ObjectResult& result, std::string reason, std::vector<std::size_t> witness) {
    result.verdict = Verdict::invalid;
    result.reason = std::move(reason);
    result.witness = std::move(witness);
}

/// The call that takes a value: notes its place, or what is wrong with it.
bool note_take(const ObjectHistory& history, std::size_t place, Lifetime& value,
               ObjectResult& result) {
    const auto& call = history.calls[place];
    if (value.taken()) {
        wrong(result, history.show_value(call.value) + " is taken twice",
              {value.put, value.take, place});
        return false;
    }
    value.take = place;
    value.take_invoked = call.invoked;
    value.take_returned = call.returned;
    return true;
}

bool in_order(const ObjectHistory& history, const Lifetime& value, ObjectResult& result) {
    if (!value.taken()) return true;
    const auto shown = history.show_value(value.value);
    if (value.put == kNoCallPlace) {
        wrong(result, shown + " is taken and nobody put it in", {value.take});
        return false;
    }
    if (value.take_returned >= value.put_invoked) return true;
    wrong(result, shown + " is taken before it is put in", {value.put, value.take});
    return false;
}

}  // namespace

void Lifetimes::testify(ObjectResult& result, const Lifetime& value) {
    result.witness.push_back(value.put);
    if (value.taken()) result.witness.push_back(value.take);
}

Lifetimes lifetimes_of(const ObjectHistory& history, ObjectResult& result) {
    std::vector<Lifetime> all(history.values.size());
    const auto& calls = history.calls;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].action != Action::put) continue;
        auto& value = all[static_cast<std::size_t>(calls[i].value)];
        if (value.put != kNoCallPlace) {
            result.algorithm = history.show_value(calls[i].value) + " is put in twice";
            return {};
        }
        value.value = calls[i].value;
        value.put = i;
        value.put_invoked = calls[i].invoked;
        value.put_returned = calls[i].returned;
    }
    result.verdict = Verdict::valid;
    Lifetimes lifetimes;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].action != Action::take) continue;
        if (calls[i].indeterminate()) {
            lifetimes.open_takes.push_back(i);
        } else if (calls[i].reply == Reply::no) {
            lifetimes.empties.push_back(i);
        } else {
            auto& value = all[static_cast<std::size_t>(calls[i].value)];
            value.value = calls[i].value;
            if (!note_take(history, i, value, result)) return {};
        }
    }
    for (const auto& value : all) {
        if (!in_order(history, value, result)) return {};
        if (value.taken()) {
            lifetimes.taken.push_back(value);
        } else if (value.put != kNoCallPlace && !calls[value.put].indeterminate()) {
            lifetimes.left.push_back(value);
        }
    }
    std::stable_sort(
        lifetimes.open_takes.begin(), lifetimes.open_takes.end(),
        [&](std::size_t a, std::size_t b) { return calls[a].invoked < calls[b].invoked; });
    return lifetimes;
}

void sort_by_begin(std::vector<Presence>& presences) {
    std::sort(presences.begin(), presences.end(), [](const Presence& a, const Presence& b) {
        return a.after != b.after ? a.after < b.after : a.before > b.before;
    });
}

std::vector<Presence> joined(std::vector<Presence> presences) {
    sort_by_begin(presences);
    std::vector<Presence> joined;
    for (const auto& each : presences) {
        if (each.after >= each.before) continue;
        if (joined.empty() || each.after >= joined.back().before) {
            joined.push_back(each);
        } else {
            joined.back().before = std::max(joined.back().before, each.before);
        }
    }
    return joined;
}

bool covered(const std::vector<Presence>& joined, Timestamp first, Timestamp last) {
    auto at = std::lower_bound(joined.begin(), joined.end(), first,
                               [](const Presence& each, Timestamp t) { return each.after < t; });
    return at != joined.begin() && (--at)->before > last;
}

std::vector<std::size_t> fewest_that_cover(const std::vector<Presence>& sorted, Timestamp first,
                                           Timestamp last) {
    std::vector<std::size_t> whose;
    Timestamp reached = first;
    std::size_t next = 0;
    for (bool begun = false; !begun || reached <= last; begun = true) {
        const Presence* best = nullptr;
        for (; next < sorted.size() && sorted[next].after < reached; ++next) {
            if (best == nullptr || sorted[next].before > best->before) best = &sorted[next];
        }
        if (best == nullptr || best->before <= reached) return whose;  // they do not cover it
        whose.push_back(best->whose);
        reached = best->before;
    }
    return whose;
}

}  // namespace sm::detail::inline checkers
