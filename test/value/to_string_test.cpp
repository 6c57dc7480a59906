#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include "samples.hpp"

using samples::Key;
using sm::parse;
using sm::to_string;
using namespace std::chrono_literals;

namespace {

template <class T>
void expect_round_trip(std::uint64_t seeds) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto value = samples::Drawer(seed).draw<T>();
        const auto text = to_string(value);
        ASSERT_EQ(sm::to_tree(parse<T>(text)), sm::to_tree(value)) << "seed " << seed << "\n"
                                                                   << text;
    }
}

std::string complaint(std::string_view text) {
    try {
        static_cast<void>(sm::parse_tree(text));
    } catch (const sm::BadText& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

TEST(Show, WritesScalars) {
    EXPECT_EQ(to_string(true), "true");
    EXPECT_EQ(to_string(-5), "-5");
    EXPECT_EQ(to_string(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(to_string(Key::y), "y");
    EXPECT_EQ(to_string(static_cast<Key>(9)), "9");
    EXPECT_EQ(to_string(std::monostate{}), "none");
    EXPECT_EQ(to_string(150ms), "150ms");
    EXPECT_EQ(to_string(samples::Frames{7}), "7[1/30]s");
}

TEST(Show, WritesRealNumbersSoThatTheyReadBack) {
    EXPECT_EQ(to_string(1.0), "1.0");
    EXPECT_EQ(to_string(-0.0), "-0.0");
    EXPECT_EQ(to_string(0.1), "0.1");
    EXPECT_EQ(to_string(0.1F), "0.1");
    EXPECT_EQ(to_string(1e300), "1e+300");
    EXPECT_EQ(to_string(std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(to_string(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Show, QuotesTextAndEscapesWhatIsNoUtf8) {
    EXPECT_EQ(to_string(std::string("a\"b\\\n")), R"("a\"b\\\n")");
    EXPECT_EQ(to_string(std::string("é→")), "\"é→\"");
    EXPECT_EQ(to_string(std::string("\xff\x01")), R"("\xff\x01")");
}

TEST(Show, WritesRecordsAndVariants) {
    EXPECT_EQ(to_string(samples::Put{Key::y, 1}), "Put{key=y, value=1}");
    EXPECT_EQ(to_string(samples::Flush{}), "Flush");
    EXPECT_EQ(to_string(samples::Command{samples::Put{Key::y, 1}}), "Put{key=y, value=1}");
    EXPECT_EQ((to_string(std::variant<int, std::string>{"x"})), "text(\"x\")");
    EXPECT_EQ((to_string(std::variant<int, int>{std::in_place_index<1>, 5})), "at1(5)");
    EXPECT_EQ((to_string(std::variant<std::monostate, int>{})), "none");
    EXPECT_EQ(to_string(samples::Account("ann", 5)), "Account{owner=\"ann\", cents=5}");
}

TEST(Show, WritesContainers) {
    EXPECT_EQ(to_string(std::map<Key, int>{{Key::y, 4}, {Key::z, 5}}), "{y: 4, z: 5}");
    EXPECT_EQ(to_string(std::vector<int>{}), "[]");
    EXPECT_EQ(to_string(std::set<int>{2, 1}), "[1, 2]");
    EXPECT_EQ(to_string(std::tuple(1, true, Key::x)), "[1, true, x]");
    EXPECT_EQ(to_string(std::array<bool, 2>{true, false}), "[true, false]");
}

TEST(Show, WritesOptionalsBareWhereThatIsClear) {
    using Twice = std::optional<std::optional<int>>;
    EXPECT_EQ(to_string(std::optional<int>{}), "none");
    EXPECT_EQ(to_string(std::optional<int>{5}), "5");
    EXPECT_EQ(to_string(Twice{std::optional<int>{}}), "some(none)");
    EXPECT_EQ(to_string(std::optional{samples::Sparse::none}), "some(none)");
}

TEST(Parse, GivesBackScalars) { expect_round_trip<samples::Scalars>(2000); }
TEST(Parse, GivesBackContainers) { expect_round_trip<samples::Containers>(500); }
TEST(Parse, GivesBackSums) { expect_round_trip<samples::Sums>(2000); }
TEST(Parse, GivesBackTimes) { expect_round_trip<samples::Times>(2000); }
TEST(Parse, GivesBackAllOfThemNested) { expect_round_trip<samples::Everything>(300); }

TEST(Parse, AllowsSpaceAnywhere) {
    const auto put = parse<samples::Put>(" Put{ key = y ,\n value = 1 } ");
    EXPECT_EQ(put.key, Key::y);
    EXPECT_EQ(put.value, 1);
}

TEST(Parse, SaysWhereAndWhatIsExpected) {
    EXPECT_EQ(complaint("Put{key=y, value=}"), "line 1, column 18: expected a value, found '}'");
    EXPECT_EQ(complaint("Put{key=y,\n 5=1}"),
              "line 2, column 2: expected the name of a field, found '5'");
    EXPECT_EQ(complaint("[1 2]"), "line 1, column 4: expected ',' or ']', found '2'");
    EXPECT_EQ(complaint("\"abc"), "line 1, column 5: expected '\"', found the end of the text");
    EXPECT_EQ(complaint("1 1"), "line 1, column 3: expected the end of the text, found '1'");
    EXPECT_EQ(complaint(""), "line 1, column 1: expected a value, found the end of the text");
    EXPECT_EQ(complaint("\"\\q\""),
              "line 1, column 3: expected n, r, t, x, '\"' or '\\' after a backslash, found 'q'");
    EXPECT_EQ(complaint("18446744073709551616"),
              "line 1, column 1: '18446744073709551616' is not a number of 64 bits");
    EXPECT_EQ(complaint("1e999"), "line 1, column 1: '1e999' is not a number of 64 bits");
    EXPECT_EQ(complaint("Box<int"), "line 1, column 8: expected '>', found the end of the text");
}

TEST(Parse, RefusesWhatIsNestedTooDeep) {
    EXPECT_EQ(complaint(std::string(100'000, '[')),
              "line 1, column 401: this is nested too deep (400 is the limit)");
}

TEST(Parse, SurvivesGarbage) {
    const std::string letters = "{}[]()<>=:,#\"\\ \nx05.-+eEnaifmsP\xff\x00";
    sm::Random random(1);
    for (int round = 0; round < 50'000; ++round) {
        std::string text;
        for (auto left = random.below(16); left > 0; --left) {
            text += letters[random.below(letters.size())];
        }
        try {
            const auto tree = sm::parse_tree(text);
            EXPECT_EQ(to_string(sm::parse_tree(to_string(tree))), to_string(tree)) << text;
        } catch (const sm::BadText& error) {
            EXPECT_GT(error.line, 0) << text;
            EXPECT_GT(error.column, 0) << text;
        }
    }
}

TEST(Parse, SurvivesDamagedValues) {
    sm::Random random(2);
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        auto text = to_string(samples::Drawer(seed).draw<samples::Sums>());
        for (int flaw = 0; flaw < 2; ++flaw) {
            text[random.below(text.size())] = static_cast<char>(random.next());
        }
        try {
            static_cast<void>(parse<samples::Sums>(text));
        } catch (const sm::BadValue& error) {
            EXPECT_STRNE(error.what(), "");
        }
    }
}
