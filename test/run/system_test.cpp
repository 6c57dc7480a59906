#include <sm/run/system.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

struct Model {
    int number = 5;
};

template <class Make>
std::string made(const Make& make) {
    return sm::detail::make_with(make, Model{}, sm::Seed{7});
}

template <class Make>
constexpr bool takes_seed(const Make&) {
    return sm::detail::TakesSeed<Make, Model>;
}

std::string text(const Model& model) { return "model " + std::to_string(model.number); }
std::string text(sm::Seed seed) { return "seed " + std::to_string(seed.value); }

TEST(Make, IsCalledWithWhatItTakes) {
    EXPECT_EQ(made([] { return std::string("nothing"); }), "nothing");
    EXPECT_EQ(made([](const Model& model) { return text(model); }), "model 5");
    EXPECT_EQ(made([](sm::Seed seed) { return text(seed); }), "seed 7");
    const auto both = [](const Model& model, sm::Seed seed) { return text(model) + text(seed); };
    EXPECT_EQ(made(both), "model 5seed 7");
}

TEST(Make, IsGivenTheModelIfItTakesAnything) {
    const auto generic = [](const auto& initial) { return text(initial); };
    EXPECT_EQ(made(generic), "model 5");
    EXPECT_FALSE(takes_seed(generic));
}

TEST(Make, IsKnownToTakeASeed) {
    EXPECT_FALSE(takes_seed([] { return 1; }));
    EXPECT_TRUE(takes_seed([](sm::Seed) { return 1; }));
    EXPECT_TRUE(takes_seed([](const Model&, sm::Seed) { return 1; }));
}

}  // namespace
