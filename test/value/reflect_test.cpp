#include <sm/value/reflect.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>
#include <functional>
#include <memory>

#include "samples.hpp"

using samples::Key;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

struct Hidden {
    int seen;
};
enum class HiddenEnum { one, two };

template <class T>
class Box {
 public:
    friend auto sm_fields(std::derived_from<Box> auto& self) {
        return std::tuple{sm::field("value", self.value_)};
    }

 private:
    T value_{};
};

struct NoDefault {
    explicit NoDefault(int) {}
};

}  // namespace

namespace outer::inner {

struct Enclosing {
    struct Nested {
        double depth;
    };
    enum class Mode { on, off };
};
enum Old : unsigned char { old_a, old_z = 255 };
enum class Truth : bool { no, yes };
enum Signed { minus = -2, plus = 1 };

struct Sixteen {
    int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};

struct Undefaulted {
    NoDefault first;
    samples::Two<int, std::array<int, 3>> second;
    NoDefault third;
};

struct Awkward {
    std::optional<std::optional<std::string>> optional;
    std::variant<int, std::string> variant;
    std::unique_ptr<int> only_moves;
    std::function<void()> takes_much;
    const int constant = 1;
    samples::Account account;
};

}  // namespace outer::inner

TEST(TypeName, DropsNamespacesAndClasses) {
    using namespace outer::inner;
    EXPECT_EQ(sm::type_name<samples::Put>(), "Put");
    EXPECT_EQ(sm::type_name<Enclosing::Nested>(), "Nested");
    EXPECT_EQ(sm::type_name<Enclosing::Mode>(), "Mode");
    EXPECT_EQ(sm::type_name<Hidden>(), "Hidden");
    EXPECT_EQ(sm::type_name<HiddenEnum>(), "HiddenEnum");
    EXPECT_EQ(sm::type_name<int>(), "int");
}

TEST(TypeName, DropsThemInArgumentsOfTemplates) {
    EXPECT_EQ((sm::type_name<samples::Two<samples::Put, samples::Two<Hidden, std::string>>>()),
              "Two<Put, Two<Hidden, string>>");
}

TEST(TypeName, DropsTheFunctionAround) {
    struct Local {
        int inside;
    };
    EXPECT_EQ(sm::type_name<Local>(), "Local");
    EXPECT_THAT(sm::field_names<Local>(), ElementsAre("inside"));
}

TEST(Fields, HaveTheirNames) {
    using namespace outer::inner;
    EXPECT_THAT(sm::field_names<samples::Put>(), ElementsAre("key", "value"));
    EXPECT_THAT(sm::field_names<Hidden>(), ElementsAre("seen"));
    EXPECT_THAT(sm::field_names<Enclosing::Nested>(), ElementsAre("depth"));
    EXPECT_THAT((sm::field_names<samples::Two<Key, samples::Two<int, bool>>>()),
                ElementsAre("first", "second"));
    EXPECT_THAT(sm::field_names<samples::OneArray>(), ElementsAre("only"));
    EXPECT_THAT(sm::field_names<samples::Branch>(), ElementsAre("name", "branches"));
    EXPECT_THAT(sm::field_names<samples::Flush>(), IsEmpty());
}

TEST(Fields, AreSixteenAtMost) {
    const auto& names = sm::field_names<outer::inner::Sixteen>();
    EXPECT_EQ(names.size(), 16);
    EXPECT_EQ(names.front(), "a");
    EXPECT_EQ(names.back(), "p");
}

TEST(Fields, MayBeOfTypesThatAreMadeFromMuch) {
    EXPECT_THAT(
        sm::field_names<outer::inner::Awkward>(),
        ElementsAre("optional", "variant", "only_moves", "takes_much", "constant", "account"));
}

TEST(Fields, MayHaveNoDefault) {
    EXPECT_THAT(sm::field_names<outer::inner::Undefaulted>(),
                ElementsAre("first", "second", "third"));
}

TEST(Fields, OfAClassTemplateAreWhatEachInstanceLists) {
    EXPECT_THAT(sm::field_names<Box<int>>(), ElementsAre("value"));
    EXPECT_THAT(sm::field_names<Box<Box<std::string>>>(), ElementsAre("value"));
    static_assert(sm::Record<Box<int>> && sm::Record<Box<double>>);
    static_assert(!sm::Record<std::vector<Box<int>>>);
}

TEST(Fields, OfAClassAreWhatItLists) {
    EXPECT_THAT(sm::field_names<samples::Account>(), ElementsAre("owner", "cents"));
    static_assert(sm::Record<samples::Account>);
    static_assert(!sm::Record<std::string>);
    static_assert(!sm::Record<std::array<int, 2>>);
}

TEST(Fields, AreVisitedInOrderAndCanBeChanged) {
    samples::Put put{Key::y, 4};
    std::string seen;
    sm::for_each_field(put, [&](std::string_view name, auto& field) {
        seen += std::string(name) + " ";
        if constexpr (std::is_same_v<decltype(field), int&>) field = 9;
    });
    EXPECT_EQ(seen, "key value ");
    EXPECT_EQ(put.value, 9);
}

TEST(Fields, OfAConstantAreConstant) {
    const samples::Account account("ann", 5);
    int fields = 0;
    sm::for_each_field(account, [&](std::string_view, auto& field) {
        static_assert(std::is_const_v<std::remove_reference_t<decltype(field)>>);
        ++fields;
    });
    EXPECT_EQ(fields, 2);
}

TEST(Enum, HasItsEnumerators) {
    EXPECT_THAT(sm::enum_values<Key>(), ElementsAre(Key::x, Key::y, Key::z));
    EXPECT_EQ(sm::enum_name(Key::y), "y");
    EXPECT_EQ(sm::enum_name(HiddenEnum::two), "two");
    EXPECT_EQ(sm::enum_name(outer::inner::Enclosing::Mode::off), "off");
}

TEST(Enum, MayBeSparse) {
    using samples::Sparse;
    EXPECT_THAT(sm::enum_values<Sparse>(),
                ElementsAre(Sparse::low, Sparse::minus, Sparse::none, Sparse::nan, Sparse::high));
    EXPECT_EQ(sm::enum_name(Sparse::low), "low");
}

TEST(Enum, MayHaveAnyUnderlyingType) {
    using namespace outer::inner;
    EXPECT_THAT(sm::enum_values<Old>(), ElementsAre(old_a, old_z));
    EXPECT_THAT(sm::enum_values<Truth>(), ElementsAre(Truth::no, Truth::yes));
    EXPECT_THAT(sm::enum_values<Signed>(), ElementsAre(minus, plus));
    EXPECT_THAT(sm::enum_values<samples::Plain>(), ElementsAre(samples::plain_a, samples::plain_b));
}

TEST(Enum, ListsWhatLiesFarOut) {
    using samples::Wide;
    EXPECT_THAT(sm::enum_values<Wide>(), ElementsAre(Wide::one, Wide::million, Wide::top));
    EXPECT_EQ(sm::enum_name(Wide::top), "top");
}

TEST(Enum, HasNoNameForOtherValues) { EXPECT_EQ(sm::enum_name(static_cast<Key>(9)), ""); }
