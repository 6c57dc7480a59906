#pragma once
/// Random numbers that are the same on every platform and in every build, from one tree of seeds.

#include <bit>
#include <cstdint>
#include <string_view>

namespace sm {

namespace detail::inline base {

/// Spreads every bit of `x` over all the others (the finalizer of SplitMix64, by Steele and Vigna).
constexpr std::uint64_t scramble(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

inline constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

[[noreturn]] void misuse_below_zero();
[[noreturn]] void misuse_between(std::int64_t low, std::int64_t high);
[[noreturn]] void misuse_chance(std::uint64_t numerator, std::uint64_t denominator);

}  // namespace detail::inline base

/// A node in the tree of seeds: a part with a child of its own never influences the draws of
/// others.
struct Seed {
    std::uint64_t value = 0;

    /// The seed of the `index`th part: of a program, a worker, a try.
    constexpr Seed child(std::uint64_t index) const {
        return {detail::scramble(detail::scramble(value + detail::golden) ^
                                 (index * detail::golden + 1))};
    }

    /// The seed of the part called `name`.
    constexpr Seed child(std::string_view name) const {
        std::uint64_t digest = 0xcbf29ce484222325U;  // FNV-1a
        for (const char c : name) {
            digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        }
        // The complement keeps names and indices apart.
        return {~detail::scramble(detail::scramble(value + detail::golden) ^ digest)};
    }

    friend constexpr bool operator==(Seed, Seed) = default;
};

/// Draws integers; small and fast (xoshiro256++ 1.0 by Blackman and Vigna).
class Random {
 public:
    explicit constexpr Random(std::uint64_t seed) {
        for (auto& word : state_) word = detail::scramble(seed += detail::golden);
    }
    explicit constexpr Random(Seed seed) : Random(seed.value) {}

    /// 64 even bits.
    constexpr std::uint64_t next() {
        const auto result = std::rotl(state_[0] + state_[3], 23) + state_[0];
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// Evenly one of 0 to n-1 (Lemire's multiplication, without bias). Throws Misuse if n is 0.
    constexpr std::uint64_t below(std::uint64_t n) {
        if (n == 0) detail::misuse_below_zero();
        auto product = static_cast<Wide>(next()) * n;
        if (static_cast<std::uint64_t>(product) < n) {
            const auto threshold = (0 - n) % n;
            while (static_cast<std::uint64_t>(product) < threshold) {
                product = static_cast<Wide>(next()) * n;
            }
        }
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Evenly one of `low` to `high`, both included. Throws Misuse if low > high.
    constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
        if (low > high) detail::misuse_between(low, high);
        const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
        const auto offset = span == 0 ? next() : below(span);
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
    }

    /// True in `numerator` of `denominator` draws. Throws Misuse if that is more than 1, or x/0.
    constexpr bool chance(std::uint64_t numerator, std::uint64_t denominator) {
        if (denominator == 0 || numerator > denominator) {
            detail::misuse_chance(numerator, denominator);
        }
        return below(denominator) < numerator;
    }

    /// Another stream, which shares no state with this one.
    constexpr Random split() { return Random{next()}; }

    friend constexpr bool operator==(const Random&, const Random&) = default;

 private:
    __extension__ typedef unsigned __int128 Wide;

    std::uint64_t state_[4]{};
};

}  // namespace sm
