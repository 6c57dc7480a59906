#include "checkers/tally.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sm::detail::inline checkers {
namespace {

constexpr std::size_t kBrief = 60;

/// The pieces of an interval text: those there is room for, and how many elements are not in them.
class Pieces {
 public:
    void add(std::vector<const history::Value*>& values) {
        std::sort(values.begin(), values.end(), [](auto* a, auto* b) { return *a < *b; });
        for (const history::Value* item : values) add(is_full() ? "" : brief(*item), 1);
    }

    void add(std::vector<std::int64_t>& integers) {
        std::sort(integers.begin(), integers.end());
        for (std::size_t at = 0; at < integers.size();) {
            auto end = at + 1;
            while (end < integers.size() && integers[end] - 1 == integers[end - 1]) ++end;
            auto piece = std::to_string(integers[at]);
            if (end - at > 1) piece += ".." + std::to_string(integers[end - 1]);
            add(piece, end - at);
            at = end;
        }
    }

    std::string text() const {
        return "#{" + text_ + (left_out_ > 0 ? fmt::format(" … {} more", left_out_) : "") + "}";
    }

 private:
    bool is_full() const { return pieces_ == kExamples; }

    void add(const std::string& piece, std::size_t elements) {
        if (is_full()) {
            left_out_ += elements;
            return;
        }
        if (pieces_++ > 0) text_ += ' ';
        text_ += piece;
    }

    std::string text_;
    std::size_t pieces_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace

std::string brief(const history::Value& item) {
    auto shown = to_string(item);
    if (shown.size() <= kBrief) return shown;
    auto end = kBrief;
    // Not in the middle of a character of UTF-8.
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0U) == 0x80U) --end;
    shown.resize(end);
    return shown + "…";
}

std::string named(std::span<const history::Operation> operations, std::size_t place) {
    const history::Operation& operation = operations[place];
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

/// Integers apart, by value, as there may be millions of them.
std::string interval_text(const std::vector<const history::Value*>& values) {
    std::vector<const history::Value*> before;
    std::vector<const history::Value*> after;
    std::vector<std::int64_t> integers;
    for (const history::Value* item : values) {
        if (item->is_integer()) {
            integers.push_back(item->integer());
        } else {
            (item->kind() < history::Value::Kind::integer ? before : after).push_back(item);
        }
    }
    Pieces pieces;
    pieces.add(before);
    pieces.add(integers);
    pieces.add(after);
    return pieces.text();
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

Tree share(const std::vector<const history::Value*>& elements, std::size_t of) {
    Tree tree = share(elements.size(), of);
    tree.add("elements", Tree::text(interval_text(elements)));
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

void malformed(std::span<const history::Operation> operations, std::size_t place,
               std::string_view checker, std::string_view wanted) {
    throw Misuse(
        fmt::format("{} answered {}; {} expects {}. Let the client answer so, or give the call "
                    "another function.",
                    named(operations, place), brief(operations[place].answer), checker, wanted));
}

std::span<const history::Value> collection(std::span<const history::Operation> operations,
                                           std::size_t place, std::string_view checker) {
    const history::Value& answer = operations[place].answer;
    if (!answer.is(history::Value::Kind::list) && !answer.is(history::Value::Kind::set)) {
        malformed(operations, place, checker, "a list or set of elements");
    }
    return answer.items();
}

}  // namespace sm::detail::inline checkers
