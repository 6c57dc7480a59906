#include <sm/base/misuse.hpp>
#include <sm/value/tree.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.hpp"

using samples::Key;
using sm::Tree;
using Kind = sm::Tree::Kind;
using namespace std::chrono_literals;

namespace {

constexpr auto most = std::numeric_limits<std::uint64_t>::max();

Tree text_map(std::string key, Tree value) {
    auto tree = Tree::map();
    tree.add(Tree::text(std::move(key)), std::move(value));
    return tree;
}

/// What reading `tree` as a T complains of.
template <class T>
std::string complaint(const Tree& tree) {
    try {
        static_cast<void>(sm::from_tree<T>(tree));
    } catch (const sm::BadValue& error) {
        return error.what();
    }
    return "none";
}

Tree put(Tree key, Tree value) {
    auto tree = Tree::record("Put");
    tree.add("key", std::move(key));
    tree.add("value", std::move(value));
    return tree;
}

}  // namespace

TEST(Tree, KeepsIntegersOf64Bits) {
    EXPECT_EQ(Tree(std::int64_t{-5}).integer(), -5);
    EXPECT_EQ(Tree(most).natural(), most);
    EXPECT_TRUE(Tree(most).is(Kind::natural));
    EXPECT_TRUE(Tree(std::uint64_t{5}).is(Kind::integer));
    EXPECT_EQ(Tree(5U), Tree(std::int8_t{5}));
    EXPECT_LT(Tree(5), Tree(most));
}

TEST(Tree, ComparesRealNumbersAsTheyPrint) {
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(Tree(nan), Tree(-nan));
    EXPECT_NE(Tree(nan), Tree(0.0));
    EXPECT_NE(Tree(0.0), Tree(-0.0));
    EXPECT_LT(Tree(-0.0), Tree(0.0));
    EXPECT_LT(Tree(1.5), Tree(nan));
}

TEST(Tree, RefusesToBeReadAsAnotherKind) {
    EXPECT_THROW(Tree(1).boolean(), sm::Misuse);
    EXPECT_THROW(Tree(-1).natural(), sm::Misuse);
    EXPECT_THROW(Tree::list().item(0), sm::Misuse);
    EXPECT_THROW(Tree(1).add(Tree(2)), sm::Misuse);
}

TEST(Tree, LosesAnEntryAtATime) {
    auto map = text_map("a", Tree(1));
    map.add(Tree::text("b"), Tree(2));
    map.erase(0);
    EXPECT_EQ(map, text_map("b", Tree(2)));
    auto record = put(Tree(1), Tree(2));
    record.erase(0);
    EXPECT_EQ(record.name(0), "value");
    EXPECT_EQ(record.item(0), Tree(2));
}

TEST(ToTree, NamesRecordsFieldsAndEnumerators) {
    EXPECT_EQ(sm::to_tree(samples::Put{Key::y, 4}), put(Tree::symbol("y"), Tree(4)));
}

TEST(ToTree, SortsWhatHasNoOrder) {
    const auto tree = sm::to_tree(std::unordered_set<int>{5, -1, 3, 9});
    EXPECT_EQ(tree, Tree::list({Tree(-1), Tree(3), Tree(5), Tree(9)}));
    const auto map = sm::to_tree(std::unordered_map<std::string, int>{{"b", 1}, {"a", 2}});
    EXPECT_EQ(map.key(0), Tree::text("a"));
}

TEST(ToTree, MarksAnOptionalOnlyWhereNeeded) {
    using Twice = std::optional<std::optional<int>>;
    EXPECT_EQ(sm::to_tree(Twice{}), Tree());
    EXPECT_EQ(sm::to_tree(Twice{5}), Tree(5));
    EXPECT_EQ(sm::to_tree(Twice{std::optional<int>{}}), Tree::tagged("some", Tree()));
}

TEST(FromTree, GivesBackWhatWasThere) {
    const auto put_back = sm::from_tree<samples::Put>(sm::to_tree(samples::Put{Key::z, -7}));
    EXPECT_EQ(put_back.key, Key::z);
    EXPECT_EQ(put_back.value, -7);
}

TEST(FromTree, GivesBackAnyValue) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto value = samples::Drawer(seed).draw<samples::Everything>();
        const auto tree = sm::to_tree(value);
        ASSERT_EQ(sm::to_tree(sm::from_tree<samples::Everything>(tree)), tree) << "seed " << seed;
    }
}

TEST(FromTree, TakesWhatTextAndJsonCannotTellApart) {
    EXPECT_EQ(sm::from_tree<Key>(Tree::text("y")), Key::y);
    EXPECT_EQ(sm::from_tree<std::string>(Tree::symbol("y")), "y");
    EXPECT_EQ(sm::from_tree<double>(Tree(3)), 3.0);
    EXPECT_EQ(sm::from_tree<int>(Tree(3.0)), 3);
    EXPECT_EQ((sm::from_tree<std::map<int, bool>>(text_map("-5", Tree(true)))),
              (std::map<int, bool>{{-5, true}}));
    EXPECT_EQ(
        (sm::from_tree<std::map<Key, int>>(Tree::list({Tree::list({Tree::symbol("x"), Tree(1)})}))),
        (std::map<Key, int>{{Key::x, 1}}));
    EXPECT_EQ(sm::from_tree<samples::Get>(text_map("key", Tree::text("z"))).key, Key::z);
    const auto command = sm::from_tree<samples::Command>(Tree::text("Flush"));
    EXPECT_TRUE(std::holds_alternative<samples::Flush>(command));
}

TEST(FromTree, ConvertsUnitsOfTime) {
    EXPECT_EQ(sm::from_tree<std::chrono::milliseconds>(Tree::duration(Tree(2), "s")), 2000ms);
    EXPECT_EQ(sm::from_tree<std::chrono::hours>(Tree::duration(Tree(7200), "s")), 2h);
    EXPECT_EQ(sm::from_tree<std::chrono::milliseconds>(Tree::text("15s")), 15'000ms);
    EXPECT_EQ(sm::from_tree<std::chrono::seconds>(Tree(3)), 3s);
    EXPECT_EQ(complaint<std::chrono::seconds>(Tree::duration(Tree(1500), "ms")),
              "value: 1.5 is not an integer");
    EXPECT_EQ(complaint<std::chrono::seconds>(Tree::duration(Tree(1), "parsec")),
              "value: 1parsec is not a duration in ns, us, ms, s, min, h or d");
    EXPECT_EQ(complaint<std::chrono::nanoseconds>(Tree::duration(Tree(1'000'000'000'000), "d")),
              "value: 8.64e+25 is not an integer");
}

TEST(FromTree, NamesTheFieldThatIsWrong) {
    EXPECT_EQ(complaint<samples::Put>(put(Tree::text("w"), Tree(1))),
              "Put.key: \"w\" is not one of x, y, z");
    EXPECT_EQ(complaint<samples::Put>(put(Tree::text("x"), Tree(1LL << 40))),
              "Put.value: 1099511627776 is not between -2147483648 and 2147483647");
    EXPECT_EQ(complaint<samples::Put>(put(Tree::text("x"), Tree(1.5))),
              "Put.value: 1.5 is not an integer");
    EXPECT_EQ(complaint<samples::Put>(Tree(5)), "Put: 5 is not a Put");
}

TEST(FromTree, NamesTheItemAndTheEntryThatIsWrong) {
    using Model = samples::Two<std::map<Key, std::vector<int>>, int>;
    auto tree = sm::to_tree(Model{{{Key::y, {1, 2}}}, 3});
    tree.item(0).item(0).item(1) = Tree::text("no");
    EXPECT_EQ(complaint<Model>(tree),
              std::string(sm::type_name<Model>()) + ".first[y][1]: \"no\" is not an integer");
    EXPECT_EQ((complaint<std::map<Key, int>>(text_map("w", Tree(1)))),
              "value.keys[0]: \"w\" is not one of x, y, z");
}

TEST(FromTree, RefusesFieldsMissingUnknownOrTwice) {
    auto tree = put(Tree::symbol("x"), Tree(1));
    tree.add("key", Tree::symbol("y"));
    EXPECT_EQ(complaint<samples::Put>(tree), "Put: the field \"key\" is there twice");
    tree.erase(2);
    tree.add("size", Tree(1));
    EXPECT_EQ(complaint<samples::Put>(tree),
              "Put: there is no field \"size\"; the fields are: key, value");
    tree.erase(2);
    tree.erase(1);
    EXPECT_EQ(complaint<samples::Put>(tree), "Put: the field \"value\" is missing");
}

TEST(FromTree, RefusesKeysThatAreThereTwice) {
    auto tree = text_map("1", Tree(1));
    tree.add(Tree(1), Tree(2));
    EXPECT_EQ((complaint<std::map<int, int>>(tree)),
              "value.keys[1]: 1 is not new: it is in the map already");
    EXPECT_EQ(complaint<std::set<int>>(Tree::list({Tree(1), Tree(1)})),
              "value[1]: 1 is not new: it is in the set already");
}

TEST(FromTree, RefusesAnotherAlternative) {
    EXPECT_EQ(complaint<samples::Command>(Tree::symbol("Drop")),
              "value: Drop is not one of Put, Get, Flush");
    EXPECT_EQ(complaint<samples::Command>(text_map("Drop", Tree(1))),
              "value: {\"Drop\": 1} is not one of Put, Get, Flush");
}

TEST(FromTree, RefusesATupleOfAnotherSize) {
    EXPECT_EQ((complaint<std::pair<int, int>>(Tree::list({Tree(1)}))),
              "value: [1] has 1 items, not 2");
}

TEST(FromTree, RefusesNumbersBeyondTheirType) {
    EXPECT_EQ(complaint<std::uint8_t>(Tree(256)), "value: 256 is not between 0 and 255");
    EXPECT_EQ(complaint<std::uint64_t>(Tree(-1)),
              "value: -1 is not between 0 and 18446744073709551615");
    EXPECT_EQ(complaint<std::int64_t>(Tree(most)),
              "value: 18446744073709551615 is not between -9223372036854775808 and "
              "9223372036854775807");
    EXPECT_EQ(complaint<float>(Tree(1e300)), "value: 1e+300 is not a number that a float can hold");
    EXPECT_EQ(complaint<int>(Tree(1e300)), "value: 1e+300 is not an integer");
}

TEST(FromTree, ShortensWhatIsLong) {
    const auto message = complaint<int>(Tree::text(std::string(500, 'a')));
    EXPECT_LT(message.size(), 120);
    EXPECT_THAT(message, testing::HasSubstr("aaa... is not an integer"));
}
