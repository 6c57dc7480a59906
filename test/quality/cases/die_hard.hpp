#pragma once
/// Two jugs, of three and of five litres, and a claim that four can never be measured.
///
/// The bug is the claim: the model's invariant is false when the big jug holds four.
/// Minimum: fill big, big into small, empty small, big into small, fill big, big into small.

#include <algorithm>
#include <variant>

namespace cases::die_hard {

inline constexpr int small_size = 3;
inline constexpr int big_size = 5;

struct Jugs {
    int small = 0;
    int big = 0;

    void big_into_small() {
        const int poured = std::min(big, small_size - small);
        big -= poured;
        small += poured;
    }
    void small_into_big() {
        const int poured = std::min(small, big_size - big);
        small -= poured;
        big += poured;
    }
};

struct Model {
    Jugs jugs;
    bool invariant() const { return jugs.big != 4; }
};

struct FillSmall {
    void apply(Model& m) const { m.jugs.small = small_size; }
    void run(auto& jugs) const { jugs.small = small_size; }
};
struct FillBig {
    void apply(Model& m) const { m.jugs.big = big_size; }
    void run(auto& jugs) const { jugs.big = big_size; }
};
struct EmptySmall {
    void apply(Model& m) const { m.jugs.small = 0; }
    void run(auto& jugs) const { jugs.small = 0; }
};
struct EmptyBig {
    void apply(Model& m) const { m.jugs.big = 0; }
    void run(auto& jugs) const { jugs.big = 0; }
};
struct SmallIntoBig {
    void apply(Model& m) const { m.jugs.small_into_big(); }
    void run(auto& jugs) const { jugs.small_into_big(); }
};
struct BigIntoSmall {
    void apply(Model& m) const { m.jugs.big_into_small(); }
    void run(auto& jugs) const { jugs.big_into_small(); }
};

using Cmd = std::variant<FillSmall, FillBig, EmptySmall, EmptyBig, SmallIntoBig, BigIntoSmall>;

}  // namespace cases::die_hard
