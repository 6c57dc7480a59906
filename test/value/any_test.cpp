#include <sm/value/detail/any.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "samples.hpp"

namespace {

using sm::detail::Any;
using sm::detail::equal_values;

/// How many values there are, and how often one was copied.
struct Counts {
    static inline int alive = 0;
    static inline int copies = 0;
    static inline int copies_until_throw = -1;
};

/// A value that counts, of some size, alignment and way to move.
template <std::size_t size, std::size_t alignment = 8, bool moves_quietly = true>
struct alignas(alignment) Counted {
    std::int64_t id = 0;
    std::array<char, size> ballast{};

    Counted() { ++Counts::alive; }
    explicit Counted(std::int64_t number) : id(number) { ++Counts::alive; }
    Counted(const Counted& other) : id(other.id), ballast(other.ballast) {
        if (Counts::copies_until_throw-- == 0) throw std::runtime_error("no copy");
        ++Counts::copies;
        ++Counts::alive;
    }
    Counted(Counted&& other) noexcept(moves_quietly) : id(std::exchange(other.id, -1)) {
        ++Counts::alive;
    }
    Counted& operator=(const Counted&) = default;
    ~Counted() {
        EXPECT_NE(id, destroyed) << "destroyed twice";
        id = destroyed;
        --Counts::alive;
    }
    friend bool operator==(const Counted& a, const Counted& b) { return a.id == b.id; }

    static constexpr std::int64_t destroyed = 0x0dead0dead;
};

template <std::size_t size, std::size_t alignment, bool moves_quietly>
auto sm_fields(Counted<size, alignment, moves_quietly>& self) {
    return std::tuple{sm::field("id", self.id)};
}
template <std::size_t size, std::size_t alignment, bool moves_quietly>
auto sm_fields(const Counted<size, alignment, moves_quietly>& self) {
    return std::tuple{sm::field("id", self.id)};
}

using Small = Counted<8>;
using Exact = Counted<40>;
using Large = Counted<41>;
using Throwing = Counted<8, 8, false>;
using Aligned = Counted<8, 16>;
using OverAligned = Counted<8, 64>;

static_assert(Any::fits<Small> && Any::fits<Exact> && Any::fits<Aligned>);
static_assert(!Any::fits<Large> && !Any::fits<Throwing> && !Any::fits<OverAligned>);

template <class T>
class AnyOf : public testing::Test {
 protected:
    void SetUp() override { Counts::alive = Counts::copies = 0, Counts::copies_until_throw = -1; }
    void TearDown() override { EXPECT_EQ(Counts::alive, 0); }

    static std::int64_t id(const Any& any) { return any.as<T>().id; }
};
using Kinds = testing::Types<Small, Exact, Large, Throwing, Aligned, OverAligned>;
TYPED_TEST_SUITE(AnyOf, Kinds);

TYPED_TEST(AnyOf, HoldsItsValueWhereItMayBe) {
    const Any any = Any::of(TypeParam(7));
    EXPECT_EQ(Counts::alive, 1);
    EXPECT_EQ(Counts::copies, 0);
    EXPECT_EQ(this->id(any), 7);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(any.data()) % alignof(TypeParam), 0U);
    const auto begin = reinterpret_cast<std::uintptr_t>(&any);
    const auto at = reinterpret_cast<std::uintptr_t>(any.data());
    EXPECT_EQ(at >= begin && at < begin + sizeof(Any), Any::fits<TypeParam>);
}

TYPED_TEST(AnyOf, CopiesIntoNothingAndIntoOthers) {
    const Any one = Any::of(TypeParam(1));
    const Any copy(one);
    Any into_nothing;
    into_nothing = one;
    Any into_other = Any::of(std::string("something else, of another type and length"));
    into_other = one;
    EXPECT_EQ(Counts::copies, 3);
    EXPECT_EQ(Counts::alive, 4);
    for (const auto& any : {std::cref(one), std::cref(copy), std::cref<Any>(into_nothing),
                            std::cref<Any>(into_other)}) {
        EXPECT_EQ(this->id(any), 1);
    }
    into_other = Any();
    EXPECT_FALSE(into_other.has_value());
    EXPECT_EQ(Counts::alive, 3);
}

TYPED_TEST(AnyOf, MovesWithoutACopyAndLeavesNothing) {
    Any one = Any::of(TypeParam(1));
    Any moved(std::move(one));
    EXPECT_FALSE(one.has_value());
    Any assigned = Any::of(TypeParam(2));
    assigned = std::move(moved);
    EXPECT_FALSE(moved.has_value());
    EXPECT_EQ(this->id(assigned), 1);
    EXPECT_EQ(Counts::copies, 0);
    EXPECT_EQ(Counts::alive, 1);
    // What was moved from may be used again.
    one = assigned;
    EXPECT_EQ(this->id(one), 1);
}

TYPED_TEST(AnyOf, StaysWhenAssignedToItself) {
    Any any = Any::of(TypeParam(5));
    const Any& same = any;
    any = same;
    EXPECT_EQ(this->id(any), 5);
    any = std::move(const_cast<Any&>(same));
    EXPECT_EQ(this->id(any), 5);
    EXPECT_EQ(Counts::alive, 1);
}

TYPED_TEST(AnyOf, KeepsItsValueWhenACopyFails) {
    const Any from = Any::of(TypeParam(1));
    Any to = Any::of(TypeParam(2));
    Counts::copies_until_throw = 0;
    EXPECT_THROW(to = from, std::runtime_error);
    EXPECT_EQ(this->id(to), 2);
    Counts::copies_until_throw = 0;
    EXPECT_THROW(Any{from}, std::runtime_error);
    EXPECT_EQ(Counts::alive, 2);
}

TYPED_TEST(AnyOf, LivesInAVectorThatGrows) {
    std::vector<Any> all;
    for (int i = 0; i < 100; ++i) all.push_back(Any::of(TypeParam(i)));
    all.erase(all.begin(), all.begin() + 50);
    EXPECT_EQ(Counts::copies, 0);
    EXPECT_EQ(Counts::alive, 50);
    for (std::size_t i = 0; i < 50; ++i) {
        EXPECT_EQ(this->id(all[i]), static_cast<std::int64_t>(i) + 50);
    }
}

TYPED_TEST(AnyOf, IsComparedHashedAndWrittenAsItsValue) {
    const Any one = Any::of(TypeParam(1));
    const Any same = Any::of(TypeParam(1));
    const Any other = Any::of(TypeParam(2));
    EXPECT_TRUE(equal_values(one, same));
    EXPECT_FALSE(equal_values(one, other));
    EXPECT_EQ(one.hash(), same.hash());
    EXPECT_NE(one.hash(), other.hash());
    EXPECT_EQ(one.hash(), sm::hash(TypeParam(1)));
    EXPECT_TRUE(equal_values(one.type().read(one.tree()), one));
}

TEST(Any, IsNothingWithoutAValue) {
    Any nothing;
    Any copy(nothing);
    Any moved(std::move(copy));
    EXPECT_FALSE(moved.has_value());
    EXPECT_TRUE(equal_values(nothing, moved));
    EXPECT_FALSE(equal_values(nothing, Any::of(0)));
    EXPECT_FALSE(equal_values(Any::of(0), nothing));
    Any full = Any::of(std::string("full"));
    full.reset();
    full.reset();
    EXPECT_FALSE(full.has_value());
}

TEST(Any, ValuesOfDifferentTypesAreDifferent) {
    EXPECT_FALSE(equal_values(Any::of(1), Any::of(1L)));
    EXPECT_FALSE(equal_values(Any::of(0), Any::of(false)));
    EXPECT_FALSE(equal_values(Any::of(std::vector<int>{}), Any::of(std::vector<long>{})));
    EXPECT_TRUE(equal_values(Any::of(1), Any::of(1)));
}

TEST(Any, CopiesPlainValuesAsBytes) {
    struct Plain {
        double a = 1.5;
        std::array<int, 10> b{1, 2, 3};
    };
    const Any one = Any::of(Plain{});
    EXPECT_TRUE(one.type().is_bytes);
    const Any copy = one;  // NOLINT: the copy is the point
    EXPECT_EQ(copy.as<Plain>().b[2], 3);
    EXPECT_TRUE(equal_values(one, copy));
    EXPECT_FALSE(Any::of(std::string("x")).type().is_bytes);
    EXPECT_FALSE(Any::of(std::array<int, 20>{}).type().is_bytes);
}

template <class T>
void expect_round_trip(const T& value) {
    const Any any = Any::of(value);
    const Any read = any.type().read(any.tree());
    EXPECT_EQ(&read.type(), &any.type());
    EXPECT_TRUE(equal_values(read, any));
    EXPECT_EQ(read.hash(), any.hash());
    EXPECT_TRUE(sm::equal(read.as<T>(), value));
}

TEST(Any, ReadsWhatItWrote) {
    expect_round_trip(true);
    expect_round_trip(-7);
    expect_round_trip(std::optional<int>{});
    expect_round_trip(std::optional<int>{3});
    expect_round_trip(std::string("a long text that is kept on the heap \n\"'"));
    expect_round_trip(std::map<std::string, std::vector<int>>{{"", {}}, {"x", {1, 2}}});
    expect_round_trip(samples::Command{samples::Put{samples::Key::y, 4}});
}

TEST(Any, RefusesATreeOfAnotherType) {
    EXPECT_THROW(Any::of(1).type().read(sm::Tree::text("one")), sm::BadValue);
}

}  // namespace
