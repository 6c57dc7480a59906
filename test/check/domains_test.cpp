#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <variant>

namespace {

/// How often each argument was taken.
using Counts = std::map<std::string, int>;

struct Model {
    Counts counts;
};

/// Right where it may count to any number.
struct System {
    int most;
    Counts counts{};

    int take(const std::string& argument) {
        int& count = counts[argument];
        return count = std::min(count + 1, most);
    }
};

template <class Domain>
struct Take {
    Domain argument;

    int apply(Model& m) const { return ++m.counts[sm::to_string(argument)]; }
    int run(auto& system) const { return system.take(sm::to_string(argument)); }
};

/// The table of domains in docs/writing-models.md.
using Cmd = std::variant<Take<sm::Below<5>>, Take<sm::InRange<1, 100>>,
                         Take<sm::OneOf<500, 700, 1000>>, Take<sm::OneOfTexts<"red", "green">>,
                         Take<sm::NonEmpty<std::string>>, Take<sm::Distinct<int>>, Take<sm::Name>>;

TEST(Domains, AreArgumentsOfCommands) {
    const auto report = sm::check<Cmd>([] { return System{1'000'000}; },
                                       {.name = "right", .programs = 50, .seed = 1, .corpus = ""});
    EXPECT_TRUE(report.passed) << report.text();
}

template <class Domain>
std::size_t calls_that_tell_a_wrong_system() {
    const auto report = sm::check<std::variant<Take<Domain>>>(
        [] { return System{1}; }, {.name = "wrong", .seed = 1, .corpus = ""});
    return report.passed ? 0 : report.program.size();
}

TEST(Domains, AreShrunkAsArguments) {
    EXPECT_EQ(calls_that_tell_a_wrong_system<sm::Below<5>>(), 2U);
    EXPECT_EQ((calls_that_tell_a_wrong_system<sm::OneOfTexts<"red", "green">>()), 2U);
    EXPECT_EQ(calls_that_tell_a_wrong_system<sm::NonEmpty<std::string>>(), 2U);
    EXPECT_EQ(calls_that_tell_a_wrong_system<sm::Distinct<int>>(), 2U);
    EXPECT_EQ(calls_that_tell_a_wrong_system<sm::Name>(), 2U);
}

}  // namespace
