#include <sm/spec/detail/describe.hpp>
#include <sm/spec/domain.hpp>

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace {

struct Model {
    int value = 0;
    bool invariant() const { return value < 10; }
};

struct Add {
    sm::Below<5> amount;
    bool pre(const Model& m) const { return m.value < 9; }
    static int weight(const Model& m) { return m.value + 1; }
    int apply(Model& m) const { return m.value += amount; }
    std::string label(const Model&, int) const { return "added"; }
    static int partition(const Add&) { return 7; }
};

struct Get {
    static constexpr bool read_only = true;
    int apply(Model& m) const { return m.value; }
};

using Cmd = std::variant<Add, Get>;

const sm::detail::CommandType& command(std::size_t place) {
    return sm::detail::vocabulary<Cmd>().commands[place];
}

namespace disk {
struct Get {
    int apply(Model& m) const { return m.value; }
};
}  // namespace disk
namespace cache {
struct Get {
    int apply(Model& m) const { return m.value; }
};
}  // namespace cache

}  // namespace

TEST(Vocabulary, NamesTheNamespaceOfCommandsThatShareAName) {
    const auto& all = sm::detail::vocabulary<std::variant<disk::Get, Add, cache::Get>>();
    EXPECT_EQ(all.names, (std::vector<std::string_view>{"disk::Get", "Add", "cache::Get"}));
}

TEST(Vocabulary, NamesItsCommandsInTheOrderOfTheVariant) {
    const auto& all = sm::detail::vocabulary<Cmd>();
    EXPECT_EQ(all.names, (std::vector<std::string_view>{"Add", "Get"}));
    EXPECT_EQ(all.tags, (std::vector<std::string>{"Add", "Get"}));
    EXPECT_EQ(command(1).place, 1U);
}

TEST(Vocabulary, KnowsWhatItsCommandsHave) {
    const auto& all = sm::detail::vocabulary<Cmd>();
    EXPECT_TRUE(all.has_preconditions);
    EXPECT_TRUE(all.has_weights);
    EXPECT_TRUE(all.has_labels);
    EXPECT_FALSE(all.is_partitioned) << "Get belongs to no part";
    EXPECT_EQ(command(1).precondition, nullptr);
    EXPECT_EQ(command(1).weight, nullptr);
    EXPECT_TRUE(command(1).read_only);
    EXPECT_FALSE(command(0).remembers_itself);
}

struct Ping {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
};
struct Clear {
    void apply(Model& m) const { m.value = 0; }
};

TEST(Vocabulary, IsPartitionedWhereTheOthersSayNothing) {
    EXPECT_TRUE((sm::detail::vocabulary<std::variant<Add, Ping>>().is_partitioned));
    EXPECT_FALSE((sm::detail::vocabulary<std::variant<Add, Clear>>().is_partitioned));
}

TEST(Vocabulary, CallsTheCommandsOwnMembers) {
    Model model{3};
    const Add add{4};
    const int answer = 7;
    EXPECT_TRUE(command(0).precondition(&add, &model));
    EXPECT_EQ(command(0).weight(&model), 4);
    EXPECT_EQ(command(0).label(&add, &model, &answer), "added");
    EXPECT_EQ(command(0).partition(&add).as<int>(), 7);
    EXPECT_TRUE(command(0).allows(&add, 1, &answer, &model));
    EXPECT_EQ(model.value, 7);
    EXPECT_FALSE(command(0).allows(&add, 1, &answer, &model)) << "it answers 11 now";
}

TEST(Vocabulary, AsksTheInvariantOfTheModel) {
    const auto& all = sm::detail::vocabulary<Cmd>();
    EXPECT_TRUE(all.invariant_holds(sm::detail::Any::of(Model{9})));
    EXPECT_FALSE(all.invariant_holds(sm::detail::Any::of(Model{10})));
}

TEST(Vocabulary, TellsCommandsOfOneNameApartByTheirPlace) {
    struct Outer {
        struct Get {
            int apply(Model& m) const { return m.value; }
        };
    };
    const auto& all = sm::detail::vocabulary<std::variant<Get, Outer::Get>>();
    EXPECT_EQ(all.tags, (std::vector<std::string>{"at0", "at1"}));
}
