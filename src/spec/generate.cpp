#include <sm/spec/generate.hpp>

#include <algorithm>
#include <cmath>

namespace sm::detail::inline spec {
namespace {

/// Small numbers collide, and collisions are what programs of commands are about.
constexpr std::int64_t small = 8;

std::uint64_t of_any_width(Random& random) {
    const auto width = random.below(64);
    return random.next() >> width;
}

}  // namespace

std::int64_t draw_signed(Random& random, std::int64_t min, std::int64_t max) {
    const auto choice = random.below(32);
    if (choice == 0) return random.below(2) == 0 ? min : max;
    if (choice < 4) {
        const auto bits = static_cast<std::int64_t>(of_any_width(random) >> 1);
        const auto value = random.below(2) == 0 ? bits : -bits;
        if (value >= min && value <= max) return value;
    }
    return random.between(std::max(min, -small), std::min(max, small));
}

std::uint64_t draw_unsigned(Random& random, std::uint64_t max) {
    const auto choice = random.below(32);
    if (choice == 0) return max;
    if (choice < 4) {
        const auto value = of_any_width(random);
        if (value <= max) return value;
    }
    return random.below(std::min<std::uint64_t>(max, 2 * small) + 1);
}

double draw_real(Random& random) {
    switch (random.below(8)) {
        case 0:
            return 0.0;
        case 1:
            return static_cast<double>(random.between(-1'000'000, 1'000'000)) / 1024.0;
        case 2: {
            const auto mantissa = static_cast<double>(random.between(-(1LL << 52), 1LL << 52));
            return std::ldexp(mantissa, static_cast<int>(random.between(-80, 20)));
        }
        default:
            return static_cast<double>(random.between(-small, small));
    }
}

std::size_t draw_size(Random& random) {
    const auto choice = random.below(16);
    if (choice == 0) return static_cast<std::size_t>(random.below(32));
    return static_cast<std::size_t>(random.below(5));
}

std::size_t draw_size(Draw& from) {
    const std::size_t size = draw_size(from.random);
    constexpr std::size_t freely = 1;
    return from.depth <= freely ? size : size >> std::min<std::size_t>(from.depth - freely, 6);
}

std::string draw_text(Random& random) {
    static constexpr std::string_view odd[] = {" ", "\n", "\"",       "\\",
                                               "'", "\t", "\xc3\xa9", "\xe2\x82\xac"};
    std::string text;
    const auto size = draw_size(random);
    const bool plain = random.below(4) != 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (plain) {
            text += static_cast<char>('a' + random.below(4));
        } else if (random.below(4) == 0) {
            text += odd[random.below(std::size(odd))];
        } else {
            text += static_cast<char>('!' + random.below('~' - '!' + 1));
        }
    }
    return text;
}

std::int64_t draw_enumerator(Random& random, const Enumeration& enumeration) {
    const auto& all = enumeration.all;
    if (all.empty()) return 0;
    return all[static_cast<std::size_t>(random.below(all.size()))].value;
}

StepId draw_producer(Draw& draw, const void* type) {
    const auto matches = [&](const Producer& producer) { return producer.type == type; };
    const auto count = static_cast<std::uint64_t>(
        std::count_if(draw.producers.begin(), draw.producers.end(), matches));
    if (count == 0) {
        draw.failed = true;
        return 0;
    }
    auto skip = draw.random.below(count);
    for (const Producer& producer : draw.producers) {
        if (matches(producer) && skip-- == 0) return producer.id;
    }
    return 0;
}

}  // namespace sm::detail::inline spec
