#include <sm/spec/command.hpp>
#include <sm/spec/commands.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace {

using namespace sm::detail;  // what is read off a command

struct Model {
    int count = 0;
    bool invariant() const { return count >= 0; }
};
struct Plain {};  // a model that says nothing more

struct Answers {
    std::optional<int> apply(Model&) const { return 1; }
};
struct AnswersByReference {
    const std::string& apply(Model&) const noexcept;
};
struct Names {
    void apply(Model&, sm::Ref<std::string>) const {}
};
struct AnswersAndNames {
    int apply(Model&, sm::Ref<int>) const { return 1; }
};
struct Accepts {
    void apply(Model&) const {}
    bool accept(Model&, const double&) const { return true; }
};
struct AcceptsByValue {
    void apply(Model&) const {}
    bool accept(Model&, char) const noexcept { return true; }
};
struct Posts {
    void apply(Model&) const {}
    bool post(const Model&, const float&) const { return true; }
};
struct AcceptsAndPosts {
    void apply(Model&) const {}
    bool accept(Model&, const long&) const { return true; }
    bool post(const Model&, const long&) const { return true; }
};
struct AnswersAndPosts {
    int apply(Model&) const { return 1; }
    bool post(const Model&, const int&) const { return true; }
};
struct Silent {
    void apply(Plain&) const {}
};

template <class C, class R>
constexpr bool answers = std::same_as<sm::response_of<C>, R>;

TEST(Response, IsWhatApplyReturns) {
    EXPECT_TRUE((answers<Answers, std::optional<int>>));
    EXPECT_TRUE((answers<AnswersByReference, std::string>));
    EXPECT_TRUE((answers<AnswersAndNames, int>));
    EXPECT_TRUE((answers<AnswersAndPosts, int>));
}

TEST(Response, IsElseWhatTheReferenceStandsFor) { EXPECT_TRUE((answers<Names, std::string>)); }

TEST(Response, IsElseWhatAcceptOrPostTakes) {
    EXPECT_TRUE((answers<Accepts, double>));
    EXPECT_TRUE((answers<AcceptsByValue, char>));
    EXPECT_TRUE((answers<Posts, float>));
    EXPECT_TRUE((answers<AcceptsAndPosts, long>));
}

TEST(Response, IsElseNothing) {
    EXPECT_TRUE((answers<Silent, sm::Nothing>));
    EXPECT_EQ(sm::Nothing{}, sm::Nothing{});
}

TEST(Command, TellsItsModel) {
    EXPECT_TRUE((std::same_as<sm::model_of<Names>, Model>));
    EXPECT_TRUE((std::same_as<sm::model_of<Silent>, Plain>));
    EXPECT_TRUE((std::same_as<sm::model_of_commands<std::variant<Answers, Names>>, Model>));
}

struct Full {
    int at;
    static constexpr bool read_only = true;
    int apply(Model&) const { return at; }
    bool pre(const Model&) const { return true; }
    static int weight(const Model&) { return 2; }
    static int partition(const Full& full) { return full.at; }
    std::string label(const Model&, const int&) const { return "label"; }
};

TEST(Command, HasTheMembersThatItHas) {
    EXPECT_TRUE(HasPre<Full>);
    EXPECT_TRUE(HasWeight<Full>);
    EXPECT_TRUE(HasPartition<Full>);
    EXPECT_TRUE(HasLabel<Full>);
    EXPECT_TRUE(read_only<Full>());
    EXPECT_TRUE(HasInvariant<Model>);
    EXPECT_TRUE(HasPost<Posts>);
    EXPECT_TRUE(HasAccept<Accepts>);
}

TEST(Command, HasNoOthers) {
    EXPECT_FALSE(HasPre<Silent>);
    EXPECT_FALSE(HasWeight<Silent>);
    EXPECT_FALSE(HasPartition<Silent>);
    EXPECT_FALSE(HasLabel<Silent>);
    EXPECT_FALSE(HasGen<Silent>);
    EXPECT_FALSE(HasPost<Silent>);
    EXPECT_FALSE(HasAccept<Silent>);
    EXPECT_FALSE(read_only<Silent>());
    EXPECT_FALSE(HasInvariant<Plain>);
    EXPECT_FALSE(HasModelGen<Plain>);
}

TEST(Commands, AreCountedAndFoundByTheirPlace) {
    using Three = sm::Commands<std::variant<Posts, Full, Answers>>;
    EXPECT_EQ(Three::count, 3U);
    EXPECT_TRUE((std::same_as<Three::At<1>, Full>));
}

}  // namespace
