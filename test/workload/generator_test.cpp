#include <sm/workload/generator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workload/schedules.hpp"

namespace {

using namespace schedules;
using testing::HasSubstr;

/// Gives an act to a worker, come what may.
class Stubborn final : public sm::detail::GeneratorNode {
 public:
    Stubborn(sm::gen::Worker worker, sm::gen::Act act) : worker_(worker), act_(std::move(act)) {}
    std::string_view name() const override { return "stubborn"; }
    Given next(const sm::gen::Context&, const Pointer& self) const override {
        Given given;
        given.next.kind = sm::gen::Next::Kind::act;
        given.next.act = act_;
        given.next.worker = worker_;
        given.then = self;
        return given;
    }

 private:
    sm::gen::Worker worker_;
    sm::gen::Act act_;
};

sm::gen::Generator stubborn(sm::gen::Worker worker,
                            sm::gen::Act act = sm::detail::act_of(Do{"a"})) {
    return sm::gen::Generator(std::make_shared<Stubborn>(worker, std::move(act)));
}

sm::gen::Context context_of(sm::Random& random, sm::gen::WorkerSet all, sm::gen::WorkerSet free) {
    return {sm::Duration{7}, all, free, &random};
}

TEST(Generator, IsOverIfMadeByDefault) {
    sm::Random random{1};
    const auto context = context_of(random, {1}, {1});
    EXPECT_TRUE(sm::gen::Generator{}.next(context).first.is_over());
    EXPECT_EQ(sm::gen::Generator{}.after(context, {}).node(), nullptr);
}

TEST(Generator, IsNotChangedByBeingAsked) {
    sm::Random random{1};
    const auto context = context_of(random, {1}, {1});
    const auto once = sm::gen::once(Do{"a"});
    EXPECT_TRUE(once.next(context).first.is_act());
    EXPECT_TRUE(once.next(context).first.is_act());
    EXPECT_TRUE(once.next(context).second.next(context).first.is_over());
}

TEST(Generator, GivesActsForNow) {
    sm::Random random{1};
    EXPECT_EQ(sm::gen::once(Do{"a"}).next(context_of(random, {1}, {1})).first.at, sm::Duration{7});
}

TEST(Generator, RefusesAnActForAWorkerWhoIsBusyAndNamesThePart) {
    sm::Random random{1};
    const auto plan = sm::gen::limit(3, sm::gen::mix({stubborn(2)}));
    const auto text = misuse_of([&] { plan.next(context_of(random, {1, 2}, {1})); });
    EXPECT_THAT(text, HasSubstr("stubborn gave `Do{what=\"a\"}` to client 2, who is busy: free are "
                                "client 1"));
}

TEST(Generator, RefusesAnActForAWorkerWhoIsNotThere) {
    sm::Random random{1};
    const auto text = misuse_of([&] { stubborn(5).next(context_of(random, {1, 2}, {1})); });
    EXPECT_THAT(text, HasSubstr("client 5, who is not there: there are clients 1 to 2"));
}

TEST(Generator, RefusesAnActThatTheWorkerCannotDo) {
    sm::Random random{1};
    const auto context = context_of(random, {0, 1}, {0, 1});
    EXPECT_THAT(misuse_of([&] { stubborn(0).next(context); }), HasSubstr("cannot do it"));
    EXPECT_THAT(misuse_of([&] { stubborn(1, sm::gen::Heal{}).next(context); }),
                HasSubstr("cannot do it"));
}

TEST(Generator, SaysThatThereIsNobodyWhoCouldEverDoIt) {
    sm::Random random{1};
    EXPECT_THAT(misuse_of([&] { sm::gen::heal().next(context_of(random, {1}, {1})); }),
                HasSubstr("heal needs the nemesis, but here there is client 1"));
    EXPECT_THAT(misuse_of([&] { sm::gen::once(Do{"a"}).next(context_of(random, {0}, {0})); }),
                HasSubstr("needs a client, but here there is the nemesis"));
}

TEST(Generator, SaysThatItHasNothingToDrawFrom) {
    const sm::gen::Context context{{}, {1}, {1}, nullptr};
    EXPECT_THAT(misuse_of([&] { sm::gen::once(Do{"a"}).next(context); }), HasSubstr("`random`"));
}

TEST(Generator, ThatWaitsForEverIsToldWithWhatItWaitsFor) {
    const auto stuck = sm::gen::time_limit(
        sm::gen::forever,
        sm::gen::any({sm::gen::quiet_while([](const sm::gen::Context&) { return true; }),
                      sm::gen::limit(3, forever_do("a"))}));
    const auto text = misuse_of([&] { sm::gen::dry_run(stuck); });
    EXPECT_THAT(text, HasSubstr("waits forever"));
    EXPECT_THAT(text, HasSubstr("time_limit > any > (quiet_while: its condition still holds)"));
}

TEST(Generator, ThatWaitsForSomebodyOrSomeTimeDoesNotWaitForEver) {
    sm::Random random{1};
    sm::gen::Next next;
    next.kind = sm::gen::Next::Kind::pending;
    EXPECT_NO_THROW(sm::gen::expect_progress({}, context_of(random, {1, 2}, {1}), next));
    next.at = sm::Duration{9};
    EXPECT_NO_THROW(sm::gen::expect_progress({}, context_of(random, {1}, {1}), next));
    next.at = sm::gen::forever;
    EXPECT_THROW(sm::gen::expect_progress({}, context_of(random, {1}, {1}), next), sm::Misuse);
}

}  // namespace
