#include <sm/spec/domain.hpp>
#include <sm/workload/commands.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "workload/schedules.hpp"

namespace {

using schedules::count;
using schedules::misuse_of;
using testing::HasSubstr;

struct Stock {
    int items = 0;
};
struct Store {
    void apply(Stock& stock) const { ++stock.items; }
    void run(auto&) const {}
};
struct Take {
    bool pre(const Stock& stock) const { return stock.items > 0; }
    void apply(Stock& stock) const { --stock.items; }
    static int weight(const Stock&) { return 4; }
    void run(auto&) const {}
};
struct Look {
    sm::Below<3> shelf;
    static constexpr bool read_only = true;
    void apply(Stock&) const {}
    void run(auto&) const {}
};
using Cmd = std::variant<Store, Take, Look>;

TEST(Commands, AreDrawnWhereTheirPreconditionHolds) {
    const auto seen =
        sm::gen::dry_run(sm::gen::limit(2000, sm::gen::commands<Cmd>()), {.workers = 3});
    int items = 0;
    for (const auto& act : seen.acts) {
        const auto text = sm::gen::to_string(act.act);
        if (text == "Store") ++items;
        if (text == "Take") {
            EXPECT_GT(items--, 0);
        }
    }
    EXPECT_EQ(seen.acts.size(), 2000U);
    EXPECT_GT(count(seen, "Take"), 500);
}

TEST(Commands, AreDrawnByTheirWeights) {
    const auto seen = sm::gen::dry_run(
        sm::gen::limit(6000, sm::gen::commands<Cmd>(Stock{.items = 1'000'000})), {.workers = 3});
    EXPECT_NEAR(double(count(seen, "Take")), 4000, 200);
    EXPECT_NEAR(double(count(seen, "Store")), 1000, 150);
}

TEST(Commands, HaveArgumentsByTheirTypes) {
    const auto seen =
        sm::gen::dry_run(sm::gen::limit(3000, sm::gen::commands<std::variant<Look>>()));
    for (const char* look : {"Look{shelf=0}", "Look{shelf=1}", "Look{shelf=2}"}) {
        EXPECT_NEAR(double(count(seen, look)), 1000, 120);
    }
}

TEST(Commands, SayInWhichStateNoneIsPossible) {
    const auto text = misuse_of([] {
        sm::gen::dry_run(sm::gen::limit(9, sm::gen::commands<std::variant<Take>>(Stock{2})));
    });
    EXPECT_THAT(text, HasSubstr("limit > commands: none is possible in the state Stock{items=0}"));
}

struct Shelf {
    void apply(Stock&, sm::Ref<Shelf>) const {}
    Shelf run(auto&) const { return {}; }
};
struct Clear {
    std::vector<sm::Ref<Shelf>> shelves;
    void apply(Stock&) const {}
    void run(auto&) const {}
};

TEST(Commands, WithReferencesAreRefusedByName) {
    EXPECT_THAT(misuse_of([] { sm::gen::commands<std::variant<Shelf, Clear>>(); }),
                HasSubstr("commands: Clear has an sm::Ref"));
    EXPECT_EQ(misuse_of([] { sm::gen::commands<std::variant<Shelf>>(); }), "");
}

}  // namespace
