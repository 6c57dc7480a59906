/// Tests whose results the tests of the adapter look at.

#include <sm/gtest.hpp>

#include <string>

namespace {

struct Model {
    int steps = 0;
};
struct Walk {
    int far;
    int apply(Model& m) const { return ++m.steps; }
    int run(auto& street) const { return street.walk(); }
    std::string label(const Model& before, const int&) const {
        return before.steps == 0 ? "the \"first\" step" : "";
    }
};
using Cmd = std::variant<Walk>;

struct Street {
    int steps = 0;
    int walk() { return ++steps; }
};
struct ShortStreet : Street {
    int walk() { return steps < 3 ? ++steps : steps; }
};

const auto street = [] { return Street{}; };

TEST(Street, Passes) { EXPECT_TRUE(sm::check<Cmd>(street, {.programs = 20, .seed = 7})); }

TEST(Street, Fails) {
    EXPECT_TRUE(sm::check<Cmd>([] { return ShortStreet{}; }, {.programs = 20, .seed = 7}));
}

TEST(Street, MissesALabel) {
    EXPECT_TRUE(sm::check<Cmd>(street, {.programs = 20, .seed = 7, .require = {"the last step"}}));
}

TEST(Street, HasALabel) {
    EXPECT_TRUE(
        sm::check<Cmd>(street, {.programs = 20, .seed = 7, .require = {"the \"first\" step"}}));
}

TEST(Street, GoesOn) {
    EXPECT_TRUE(sm::check<Cmd>(
        street, {.programs = 1'000'000'000, .time_limit = std::chrono::milliseconds{700}}));
}

TEST(Streets, AreChecked) {
    EXPECT_TRUE(sm::check<Cmd>(street, {.programs = 3}));
    EXPECT_TRUE(sm::check<Cmd>(street, {.programs = 5}));
}

}  // namespace
