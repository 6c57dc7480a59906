#include <sm/workload/act.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace {

using namespace std::chrono_literals;

struct Put {
    int value;
};
struct Get {};

TEST(Act, IsShownOnOneLine) {
    const auto partition = sm::Fault{"partition", sm::to_tree(std::vector<int>{1, 2})};
    EXPECT_EQ(sm::gen::to_string(sm::detail::act_of(Put{3})), "Put{value=3}");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Inject{partition, 5s}}),
              "inject partition [1, 2] for 5s");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Inject{{"kill"}}}), "inject kill");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Heal{}}), "heal");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Heal{"kill"}}), "heal kill");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Sleep{10s}}), "sleep 10s");
    EXPECT_EQ(sm::gen::to_string(sm::gen::Act{sm::gen::Say{"healing"}}), "say \"healing\"");
}

TEST(Act, OfAVariantIsTheCommandInIt) {
    const auto act = sm::detail::act_of(std::variant<Get, Put>{Put{4}});
    EXPECT_EQ(&std::get<sm::gen::Issue>(act).command.type(), &sm::detail::any_type<Put>);
}

}  // namespace
