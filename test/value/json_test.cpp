#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samples.hpp"

using samples::Key;
using sm::from_json;
using sm::to_json;
using namespace std::chrono_literals;

namespace {

template <class T>
void expect_round_trip(std::uint64_t seeds) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const auto value = samples::Drawer(seed).draw<T>();
        for (const int indent : {0, 2}) {
            const auto json = to_json(value, {.indent = indent});
            ASSERT_EQ(sm::to_tree(from_json<T>(json)), sm::to_tree(value))
                << "seed " << seed << "\n"
                << json;
        }
    }
}

template <class T>
std::string complaint(std::string_view json) {
    try {
        static_cast<void>(from_json<T>(json));
    } catch (const sm::BadValue& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

TEST(Json, WritesARecordAsAnObject) {
    EXPECT_EQ(to_json(samples::Put{Key::y, 1}), R"({"key": "y", "value": 1})");
    EXPECT_EQ(to_json(samples::Flush{}), "{}");
}

TEST(Json, WritesAVariantUnderTheNameOfItsAlternative) {
    EXPECT_EQ(to_json(samples::Command{samples::Put{Key::y, 1}}),
              R"({"Put": {"key": "y", "value": 1}})");
    EXPECT_EQ((to_json(std::variant<int, std::string>{"x"})), R"({"text": "x"})");
}

TEST(Json, WritesAMapAsAnObjectWhereItsKeysAllow) {
    EXPECT_EQ(to_json(std::map<Key, int>{{Key::y, 4}}), R"({"y": 4})");
    EXPECT_EQ(to_json(std::map<int, int>{{-3, 4}}), R"({"-3": 4})");
    EXPECT_EQ(to_json(std::map<std::chrono::milliseconds, int>{{5ms, 4}}), R"({"5ms": 4})");
    EXPECT_EQ(to_json(std::map<bool, int>{{true, 4}}), "[[true, 4]]");
    EXPECT_EQ(to_json(std::map<std::string, int>{{"\xff", 4}}), R"([[{"bytes": "ff"}, 4]])");
}

TEST(Json, KeepsAll64Bits) {
    EXPECT_EQ(to_json(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(from_json<std::uint64_t>("18446744073709551615"), ~0ULL);
    EXPECT_EQ(from_json<std::int64_t>("-9223372036854775808"),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(complaint<double>("18446744073709551616"),
              "18446744073709551616 does not fit in 64 bits");
}

TEST(Json, KeepsRealNumbersThatJsonLacks) {
    EXPECT_EQ(to_json(std::numeric_limits<double>::quiet_NaN()), "\"NaN\"");
    EXPECT_TRUE(std::isnan(from_json<double>("\"NaN\"")));
    EXPECT_EQ(from_json<float>("\"-Infinity\""), -std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::signbit(from_json<double>(to_json(-0.0))));
}

TEST(Json, KeepsInvalidUtf8) {
    const std::string bytes("\xff\x00z", 3);
    EXPECT_EQ(to_json(bytes), R"({"bytes": "ff007a"})");
    EXPECT_EQ(from_json<std::string>(to_json(bytes)), bytes);
    EXPECT_EQ(complaint<std::string>(R"({"bytes": "f"})"),
              "value: \"f\" is not a row of pairs of hexadecimal digits");
}

TEST(Json, EscapesWhatJsonMust) {
    EXPECT_EQ(to_json(std::string("\"\\\n\x01\x7f é")), R"("\"\\\n\u0001\u007f é")");
    EXPECT_EQ(from_json<std::string>(R"("\u00e9\ud83d\ude00")"), "é😀");
}

TEST(Json, KeepsTheOrderOfKeys) {
    const auto tree = sm::parse_json(R"({"z": 1, "a": 2})");
    EXPECT_EQ(tree.key(0), sm::Tree::text("z"));
    EXPECT_EQ(tree.key(1), sm::Tree::text("a"));
}

TEST(Json, BreaksOnlyLinesThatAreTooLong) {
    const std::vector<samples::Put> puts{{Key::x, 1}, {Key::y, 2}};
    EXPECT_EQ(to_json(puts, {.indent = 2, .width = 30}),
              "[\n  {\"key\": \"x\", \"value\": 1},\n  {\"key\": \"y\", \"value\": 2}\n]");
    EXPECT_EQ(to_json(puts), R"([{"key": "x", "value": 1}, {"key": "y", "value": 2}])");
    EXPECT_EQ(to_json(puts, {.indent = 0, .width = 10}), to_json(puts));
}

TEST(Json, StaysWithinItsWidthIfItCan) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto value = samples::Drawer(seed).draw<samples::Containers>();
        const auto json = to_json(value, {.indent = 1, .width = 60});
        std::size_t begin = 0;
        while (begin < json.size()) {
            const auto end = std::min(json.find('\n', begin), json.size());
            const auto line = json.substr(begin, end - begin);
            const bool nests = line.find_first_of("[{") != std::string::npos &&
                               line.find_first_of("]}") != std::string::npos && line.size() > 61;
            EXPECT_FALSE(nests && line.find("bytes") == std::string::npos) << line;
            begin = end + 1;
        }
    }
}

TEST(Json, GivesBackScalars) { expect_round_trip<samples::Scalars>(1000); }
TEST(Json, GivesBackContainers) { expect_round_trip<samples::Containers>(500); }
TEST(Json, GivesBackSums) { expect_round_trip<samples::Sums>(1000); }
TEST(Json, GivesBackTimes) { expect_round_trip<samples::Times>(1000); }
TEST(Json, GivesBackAllOfThemNested) { expect_round_trip<samples::Everything>(200); }

TEST(Json, NamesThePathOfWhatIsWrong) {
    using Model = std::vector<samples::Command>;
    EXPECT_EQ(complaint<Model>(R"([{"Put": {"key": "w", "value": 1}}])"),
              "value[0].key: \"w\" is not one of x, y, z");
    EXPECT_EQ(complaint<samples::Put>(R"({"key": "x"})"), "Put: the field \"value\" is missing");
    EXPECT_EQ(complaint<samples::Put>(R"({"key": "x", "value": 1, "size": 2})"),
              "Put: there is no field \"size\"; the fields are: key, value");
}

TEST(Json, RefusesAKeyThatIsThereTwice) {
    EXPECT_EQ(complaint<sm::JsonStyle>(R"({"indent": 1, "indent": 2})"),
              "the key \"indent\" is there twice");
    EXPECT_EQ(complaint<sm::JsonStyle>(R"({"a": [0, {"b": 1, "b": 2}]})"),
              "a[1]: the key \"b\" is there twice");
}

TEST(Json, SaysWhereTheTextIsBroken) {
    try {
        sm::parse_json("{\"a\": 1,\n \"b\" 2}");
        FAIL() << "was parsed";
    } catch (const sm::BadText& error) {
        EXPECT_EQ(error.line, 2);
        EXPECT_EQ(error.column, 6);
        EXPECT_THAT(error.what(), testing::StartsWith("line 2, column 6: this is not JSON: "));
    }
}

TEST(Json, RefusesWhatIsNestedTooDeep) {
    EXPECT_EQ(complaint<int>(std::string(100'000, '[')),
              "line 1, column 401: this is not JSON: this is nested too deep (400 is the limit)");
}

TEST(Json, SurvivesGarbage) {
    const std::string letters = "{}[]:,\"\\ \n05.-+eEtruefalsn\xff\xc3\xa9";
    sm::Random random(1);
    int parsed = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto left = random.below(12); left > 0; --left) {
            text += letters[random.below(letters.size())];
        }
        try {
            const auto tree = sm::parse_json(text);
            ++parsed;
            EXPECT_EQ(to_json(sm::parse_json(to_json(tree))), to_json(tree)) << text;
        } catch (const sm::BadText& error) {
            EXPECT_STRNE(error.what(), "");
        }
    }
    EXPECT_GT(parsed, 100);
}

TEST(Json, SurvivesDamagedValues) {
    sm::Random random(2);
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        auto json = to_json(samples::Drawer(seed).draw<samples::Sums>());
        for (int flaw = 0; flaw < 2; ++flaw) {
            json[random.below(json.size())] = static_cast<char>(random.below(128));
        }
        try {
            static_cast<void>(from_json<samples::Sums>(json));
        } catch (const sm::BadValue& error) {
            EXPECT_STRNE(error.what(), "");
        }
    }
}
