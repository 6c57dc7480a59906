#include "judge/tally.hpp"

#include <sm/value/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sm::detail {
namespace {

constexpr std::size_t kBrief = 60;

/// The end of the run of integers that begins at `at`: one past its last.
std::size_t end_of_run(const std::vector<const Datum*>& datums, std::size_t at) {
    if (!datums[at]->is_integer()) return at + 1;
    auto next = at + 1;
    while (next < datums.size() && datums[next]->is_integer() &&
           datums[next]->integer() - 1 == datums[next - 1]->integer()) {
        ++next;
    }
    return next;
}

}  // namespace

std::string brief(const Datum& datum) {
    auto shown = show(datum);
    if (shown.size() <= kBrief) return shown;
    auto end = kBrief;
    // Not in the middle of a character of UTF-8.
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0U) == 0x80U) --end;
    shown.resize(end);
    return shown + "…";
}

std::string named(std::span<const Operation> operations, std::size_t place) {
    const Operation& operation = operations[place];
    auto shown = fmt::format("operation {} ({} :{}", place, operation.process, operation.function);
    if (!operation.value.is_nothing()) shown += " " + brief(operation.value);
    return shown + ")";
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string counted_are(std::size_t count, std::string_view noun) {
    return counted(count, noun) + (count == 1 ? " is" : " are");
}

Tree number(Sum sum) {
    const bool fits = sum >= std::numeric_limits<std::int64_t>::min() &&
                      sum <= std::numeric_limits<std::int64_t>::max();
    return fits ? Tree(static_cast<std::int64_t>(sum)) : Tree::text(fmt::format("{}", sum));
}

Tree fraction(std::size_t part, std::size_t of) {
    if (of == 0) return {};
    constexpr double digits = 10'000;
    return Tree(std::round(digits * static_cast<double>(part) / static_cast<double>(of)) / digits);
}

std::string interval_text(std::vector<const Datum*> datums) {
    std::sort(datums.begin(), datums.end(), [](auto* a, auto* b) { return *a < *b; });
    std::string text = "#{";
    std::size_t pieces = 0;
    std::size_t at = 0;
    for (; at < datums.size() && pieces < kExamples; ++pieces) {
        const auto end = end_of_run(datums, at);
        if (pieces > 0) text += ' ';
        text += brief(*datums[at]);
        if (end - at > 1) text += ".." + brief(*datums[end - 1]);
        at = end;
    }
    if (at < datums.size()) text += fmt::format(" … {} more", datums.size() - at);
    return text + "}";
}

Tree examples(std::vector<Tree> items) {
    if (items.size() > kExamples) items.resize(kExamples);
    return Tree::list(std::move(items));
}

Tree share(std::size_t count, std::size_t of) {
    Tree tree = Tree::record("");
    tree.add("count", Tree(count));
    tree.add("fraction", fraction(count, of));
    return tree;
}

Tree share(std::vector<const Datum*> elements, std::size_t of) {
    Tree tree = share(elements.size(), of);
    tree.add("elements", Tree::text(interval_text(std::move(elements))));
    return tree;
}

Tree rounded(Duration duration) {
    using namespace std::chrono;
    constexpr int exact_enough = 100;
    const auto in = [duration]<class Unit>(Unit) { return duration_cast<Unit>(duration); };
    const auto fits = [&]<class Unit>(Unit unit) {
        return in(unit) == duration || in(unit).count() >= exact_enough;
    };
    if (fits(milliseconds{})) return to_tree(in(milliseconds{}));
    return fits(microseconds{}) ? to_tree(in(microseconds{})) : to_tree(duration);
}

Tree quantiles(std::vector<Duration> durations) {
    static constexpr std::array<std::pair<const char*, std::size_t>, 5> points{
        {{"0", 0}, {"0.5", 50}, {"0.95", 95}, {"0.99", 99}, {"1", 100}}};
    Tree tree = Tree::record("");
    if (durations.empty()) return tree;
    std::sort(durations.begin(), durations.end());
    for (const auto& [name, percent] : points) {
        const auto rank = std::min(durations.size() - 1, durations.size() * percent / 100);
        tree.add(name, rounded(durations[rank]));
    }
    return tree;
}

std::vector<std::size_t> few(std::vector<std::size_t> places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::erase(places, kNowhere);
    if (places.size() > kExamples) places.resize(kExamples);
    return places;
}

void malformed(std::span<const Operation> operations, std::size_t place, std::string_view checker,
               std::string_view wanted) {
    throw Misuse(fmt::format(
        "{} answered {}; {} wants {}. Let the client answer so, or give the call another function.",
        named(operations, place), brief(operations[place].answer), checker, wanted));
}

std::span<const Datum> collection(std::span<const Operation> operations, std::size_t place,
                                  std::string_view checker) {
    const Datum& answer = operations[place].answer;
    if (!answer.is(Datum::Kind::list) && !answer.is(Datum::Kind::set)) {
        malformed(operations, place, checker, "a list or set of elements");
    }
    return answer.items();
}

}  // namespace sm::detail
