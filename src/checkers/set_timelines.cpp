#include "checkers/set_timelines.hpp"

#include <algorithm>
#include <numeric>

namespace sm::detail::inline checkers {

SetTimelines::SetTimelines(std::span<const history::Operation> operations)
    : operations_(operations) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const history::Operation& operation = operations[i];
        if (operation.by_nemesis()) continue;
        if (operation.function == "add") add(i);
        if (operation.function == "read" && operation.answered()) reads_.push_back(i);
    }
    std::stable_sort(reads_.begin(), reads_.end(), [&](std::size_t a, std::size_t b) {
        return operations[a].invoked > operations[b].invoked;
    });
    for (std::uint32_t i = 0; i < reads_.size(); ++i) read(i);
    std::sort(duplicates_.begin(), duplicates_.end());
}

SetTimelines::Number SetTimelines::number_of(const history::Value& value) {
    const Number number = numbers_.insert(value);
    if (number == added_.size()) {
        added_.emplace_back();
        seen_.emplace_back();
    }
    return number;
}

void SetTimelines::add(std::size_t place) {
    const history::Operation& operation = operations_[place];
    Added& added = added_[number_of(operation.value)];
    if (operation.refused()) {
        if (added.refused == kNowhere) added.refused = place;
        return;
    }
    if (added.first == kNowhere || operation.invoked < operations_[added.first].invoked) {
        added.first = place;
    }
    if (!operation.answered()) return;
    if (added.answered == kNowhere || returned_before(place, added.answered)) {
        added.answered = place;
    }
}

void SetTimelines::read(std::uint32_t read) {
    const auto returned = operations_[reads_[read]].returned;
    for (const history::Value& item : collection(operations_, reads_[read], "set_full")) {
        const Number number = number_of(item);
        Seen& seen = seen_[number];
        if (seen.latest == read) {
            duplicates_.emplace_back(number, read);
            continue;
        }
        seen.latest = read;
        if (seen.streak == read) ++seen.streak;
        if (seen.first == kNoRead || returned < operations_[reads_[seen.first]].returned) {
            seen.first = read;
        }
        if (seen.last == kNoRead || returned > operations_[reads_[seen.last]].returned) {
            seen.last = read;
        }
    }
}

Timeline SetTimelines::operator[](Number number) const {
    const Added& added = added_[number];
    const Seen& seen = seen_[number];
    const auto place = [this](std::uint32_t read) {
        return read < reads_.size() ? reads_[read] : kNowhere;
    };
    Timeline element;
    element.add = added.first;
    element.refused = added.refused;
    element.first_seen = place(seen.first);
    element.last_seen = place(seen.last);
    element.last_miss = place(seen.streak);
    element.acknowledged = added.answered != kNowhere;
    element.known = added.answered;
    if (element.seen()) {
        if (!element.acknowledged || returned_before(element.first_seen, element.known)) {
            element.known = element.first_seen;
        }
        element.early = element.tried() && precedes(element.first_seen, element.add);
        element.most_in_a_read = most_duplicates(number).second;
    }
    if (element.last_miss != kNowhere) {
        element.missed_late =
            element.known != kNowhere && precedes(element.known, element.last_miss);
        element.gone = element.seen() && precedes(element.last_seen, element.last_miss);
    }
    return element;
}

std::vector<SetTimelines::Number> SetTimelines::in_order() const {
    std::vector<Number> numbers(numbers_.size());
    std::iota(numbers.begin(), numbers.end(), 0);
    std::sort(numbers.begin(), numbers.end(),
              [this](Number a, Number b) { return numbers_[a] < numbers_[b]; });
    return numbers;
}

/// Each time after the first that a read has an element is kept, in order: the longest run of equal
/// ones counts. Later reads come first, so the last longest run is that of the first read.
std::pair<std::size_t, std::size_t> SetTimelines::most_duplicates(Number number) const {
    auto at = std::lower_bound(duplicates_.begin(), duplicates_.end(), std::pair{number, 0U});
    std::pair<std::size_t, std::size_t> most{reads_.empty() ? kNowhere : reads_[0], 1};
    while (at != duplicates_.end() && at->first == number) {
        const auto next = std::upper_bound(at, duplicates_.end(), *at);
        const auto times = static_cast<std::size_t>(next - at) + 1;
        if (times >= most.second) most = {reads_[at->second], times};
        at = next;
    }
    return most;
}

}  // namespace sm::detail::inline checkers
