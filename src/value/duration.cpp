// Durations in trees: units, and the conversion from the unit written to the unit asked for.

#include <sm/value/detail/reading.hpp>
#include <sm/value/duration.hpp>
#include <sm/value/to_string.hpp>
#include <sm/value/tree.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "value/text.hpp"

namespace sm::detail::inline value {

namespace {

struct Ratio {
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
};

struct Unit {
    std::string_view name;
    Ratio seconds;
};

constexpr Unit units[] = {
    {"ns", {1, 1'000'000'000}}, {"us", {1, 1'000'000}}, {"ms", {1, 1'000}}, {"s", {1, 1}},
    {"min", {60, 1}},           {"h", {3600, 1}},       {"d", {86400, 1}},
};

__extension__ typedef __int128 Wide;

/// The ratio in `[1/30]s` or `[7]s`.
std::optional<Ratio> parse_ratio(std::string_view unit) {
    if (!unit.starts_with('[') || !unit.ends_with("]s")) return std::nullopt;
    unit = unit.substr(1, unit.size() - 3);
    const auto slash = unit.find('/');
    const auto above = parse_number(unit.substr(0, slash));
    const auto below = slash == unit.npos ? Tree(1) : parse_number(unit.substr(slash + 1));
    for (const auto* part : {&above, &below}) {
        if (!*part || !(*part)->is(Tree::Kind::integer) || (*part)->integer() < 1) {
            return std::nullopt;
        }
    }
    return Ratio{above->integer(), below->integer()};
}

std::optional<Ratio> unit_named(std::string_view name) {
    for (const auto& unit : units) {
        if (unit.name == name) return unit.seconds;
    }
    return std::nullopt;
}

std::optional<Ratio> parse_unit(std::string_view name) {
    if (const auto unit = unit_named(name)) return unit;
    return parse_ratio(name);
}

/// The quotient of two units, in lowest terms; nothing if it needs more than 64 bits.
std::optional<Ratio> quotient(Ratio from, Ratio to) {
    const auto crosswise_above = std::gcd(from.numerator, to.numerator);
    const auto crosswise_below = std::gcd(from.denominator, to.denominator);
    Ratio result;
    const auto overflows =
        __builtin_mul_overflow(from.numerator / crosswise_above, to.denominator / crosswise_below,
                               &result.numerator) ||
        __builtin_mul_overflow(from.denominator / crosswise_below, to.numerator / crosswise_above,
                               &result.denominator);
    if (overflows) return std::nullopt;
    const auto common = std::gcd(result.numerator, result.denominator);
    return Ratio{result.numerator / common, result.denominator / common};
}

/// `count * factor` as an integer where that is exact, else as a real number.
Tree scaled(const Tree& count, Ratio factor) {
    if (factor.numerator == factor.denominator) return count;
    if (count.is(Tree::Kind::real)) {
        return Tree(count.real() * static_cast<double>(factor.numerator) /
                    static_cast<double>(factor.denominator));
    }
    const auto whole =
        count.is(Tree::Kind::integer) ? Wide{count.integer()} : Wide{count.natural()};
    const auto product = whole * factor.numerator;
    const auto result = product / factor.denominator;
    const bool fits = result >= std::numeric_limits<std::int64_t>::min() &&
                      result <= std::numeric_limits<std::int64_t>::max();
    if (product % factor.denominator == 0 && fits) return Tree(static_cast<std::int64_t>(result));
    return Tree(static_cast<double>(product) / static_cast<double>(factor.denominator));
}

}  // namespace

std::string unit_name(std::int64_t numerator, std::int64_t denominator) {
    for (const auto& unit : units) {
        if (unit.seconds.numerator == numerator && unit.seconds.denominator == denominator) {
            return std::string(unit.name);
        }
    }
    auto name = "[" + std::to_string(numerator);
    if (denominator != 1) name += "/" + std::to_string(denominator);
    return name + "]s";
}

Tree read_duration(const Tree& tree, std::int64_t numerator, std::int64_t denominator,
                   const Path& path) {
    if (tree.is(Tree::Kind::text)) {  // as JSON has it
        if (const auto real = json_real(tree.text())) return Tree(*real);
        Tree parsed;
        try {
            parsed = parse_tree(tree.text());
        } catch (const BadText&) {
            bad_kind(path, tree, "a duration such as 150ms");
        }
        return read_duration(parsed, numerator, denominator, path);
    }
    if (!tree.is(Tree::Kind::duration)) {
        if (tree.is(Tree::Kind::integer) || tree.is(Tree::Kind::natural) ||
            tree.is(Tree::Kind::real)) {
            return tree;  // a plain count in the unit asked for
        }
        bad_kind(path, tree, "a duration such as 150ms");
    }
    const auto unit = parse_unit(tree.text());
    if (!unit) bad_kind(path, tree, "a duration in ns, us, ms, s, min, h or d");
    const auto factor = quotient(*unit, {numerator, denominator});
    if (!factor) bad_kind(path, tree, "a duration in a unit that fits this one");
    return scaled(tree.item(0), *factor);
}

}  // namespace sm::detail::inline value

namespace sm {

std::optional<Duration> parse_duration(std::string_view text) {
    const auto end = std::min(text.find_first_not_of("0123456789.eE+"), text.size());
    const auto count = detail::parse_number(text.substr(0, end));
    const auto unit = detail::unit_named(text.substr(end));
    if (!count || !unit) return std::nullopt;
    const auto factor = detail::quotient(*unit, {1, 1'000'000'000});
    if (!factor) return std::nullopt;
    const Tree nanoseconds = detail::scaled(*count, *factor);
    if (nanoseconds.is(Tree::Kind::integer) && nanoseconds.integer() >= 0)
        return Duration{nanoseconds.integer()};
    constexpr double too_many = 0x1p63;
    const bool fits = nanoseconds.is(Tree::Kind::real) && nanoseconds.real() >= 0 &&
                      nanoseconds.real() < too_many;
    if (!fits) return std::nullopt;
    return Duration{static_cast<std::int64_t>(nanoseconds.real())};
}

std::string show_duration(Duration duration) {
    constexpr std::array<std::pair<Duration::rep, const char*>, 3> units{
        {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
    const auto count = duration.count();
    for (const auto& [size, name] : units) {
        if (count != 0 && count % size == 0) return std::to_string(count / size) + name;
    }
    return std::to_string(count) + "ns";
}

}  // namespace sm
