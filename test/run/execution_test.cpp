#include <sm/base/misuse.hpp>

#include <gmock/gmock.h>

#include "run/systems.hpp"

namespace {

using namespace systems;
using sm::detail::SetUpFailed;
using testing::HasSubstr;

/// Every system that was made is gone, torn down once if it can be, and so are its clients.
void expect_pairs(const Site& site, int made, bool has_tear_down) {
    EXPECT_EQ(site.made.load(), made);
    EXPECT_EQ(site.destroyed.load(), made);
    EXPECT_EQ(site.torn_down.load(), has_tear_down ? made : 0);
    EXPECT_EQ(site.clients.load(), site.clients_destroyed.load());
}

template <class System>
class SetUp : public testing::Test {
 public:
    static constexpr bool has_tear_down = sm::HasTearDown<System>;
    static constexpr bool has_clients = sm::HasClients<System>;
    static auto maker(const Shared& site) { return systems::maker<System>(site); }
};
using Systems = testing::Types<Plain, Outside, Served>;
TYPED_TEST_SUITE(SetUp, Systems);

const Program three{{}, {{1, Note{1}}}, {{{2, Note{2}}}, {{3, Note{3}}}}};

TYPED_TEST(SetUp, IsUndoneAfterAPass) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(this->maker(site), long_enough);
    for (int i = 0; i < 3; ++i) run(three);
    expect_pairs(*site, 3, this->has_tear_down);
    EXPECT_EQ(site->clients.load(), this->has_clients ? 6 : 0);
}

TYPED_TEST(SetUp, IsUndoneAfterAWrongAnswer) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(this->maker(site), long_enough);
    run(three, [](const auto&) { return false; });
    expect_pairs(*site, 1, this->has_tear_down);
}

TYPED_TEST(SetUp, IsUndoneAfterExceptions) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(this->maker(site), long_enough);
    run({{}, {{1, Throws{Throw::number}}}, {{{2, Throws{Throw::standard}}}, {{3, Note{3}}}}});
    expect_pairs(*site, 1, this->has_tear_down);
}

/// As a model does that throws, or a judge that finds a command misdeclared.
TYPED_TEST(SetUp, IsUndoneAfterAnObserverThatThrows) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(this->maker(site), long_enough);
    const auto throws = [](const auto&) -> bool { throw sm::Misuse("no such key"); };
    EXPECT_THROW(run(three, throws), sm::Misuse);
    expect_pairs(*site, 1, this->has_tear_down);
    run(three);
    expect_pairs(*site, 2, this->has_tear_down);
}

TYPED_TEST(SetUp, IsUndoneAfterATimeOut) {
    const auto site = std::make_shared<Site>();
    RunnerOf run(this->maker(site), briefly);
    const auto fine = [](const auto&) { return true; };
    run({{}, {{1, Note{1}}, {2, Stuck{}}, {3, Note{3}}}, {}}, fine);
    run({{}, {}, {{{1, Stuck{}}, {2, Note{2}}}, {{3, Stuck{}}}}}, fine);
    // What is outside is freed at once. The object itself is never destroyed: when the last call
    // comes back, what its destructor refers to may be gone.
    site->release();
    EXPECT_EQ(site->torn_down.load(), this->has_tear_down ? 2 : 0);
    EXPECT_EQ(site->destroyed.load(), 0);
    EXPECT_EQ(site->clients_destroyed.load(), 0);
}

template <class Make>
std::string why_not(RunnerOf<Make>& run, const Program& program) {
    try {
        run(program);
    } catch (const SetUpFailed& failed) {
        return failed.what();
    }
    return "it was set up";
}

TEST(SetUpThatFails, TellsWhatMakeThrew) {
    RunnerOf standard([]() -> Plain { throw std::runtime_error("no licence"); }, long_enough);
    EXPECT_EQ(why_not(standard, three), "std::runtime_error: no licence");
    RunnerOf number([]() -> Plain { throw 42; }, long_enough);
    EXPECT_EQ(why_not(number, three), "an exception of type int");
    RunnerOf refused([]() -> Served { throw sm::Refused(""); }, long_enough);
    EXPECT_EQ(why_not(refused, three), "its make threw");
}

TEST(SetUpThatFails, TellsWhatTheFirstClientThrew) {
    const auto site = std::make_shared<Site>();
    site->client_fails_at = 0;
    RunnerOf run(maker<Served>(site), long_enough);
    EXPECT_EQ(why_not(run, three), "std::runtime_error: connection refused");
    EXPECT_TRUE(site->lines().empty());
    expect_pairs(*site, 1, true);
}

TEST(SetUpThatFails, TellsWhatTheClientOfABranchThrew) {
    const auto site = std::make_shared<Site>();
    site->client_fails_at = 1;
    RunnerOf run(maker<Served>(site), long_enough);
    EXPECT_EQ(why_not(run, three), "std::runtime_error: connection refused");
    expect_pairs(*site, 1, true);
    site->client_fails_at = -1;
    EXPECT_EQ(why_not(run, three), "it was set up");
    expect_pairs(*site, 2, true);
}

TEST(SetUpThatFails, TellsWhatTheClientThrewThatTookOverFromAStuckOne) {
    const auto site = std::make_shared<Site>();
    site->client_fails_at = 2;
    RunnerOf run(maker<Served>(site), briefly);
    const Program program{{}, {}, {{{1, Stuck{}}, {2, Note{2}}}, {{3, Note{3}}}}};
    EXPECT_EQ(why_not(run, program), "std::runtime_error: connection refused");
    EXPECT_EQ(site->torn_down.load(), 1);
    site->release();
    EXPECT_EQ(site->torn_down.load(), 1);
    EXPECT_EQ(site->destroyed.load(), 0);
}

TEST(TearDownThatFails, IsToldBesideTheHistory) {
    struct Leaks {
        void tear_down() { throw std::runtime_error("container is busy"); }
        std::shared_ptr<Site> site = std::make_shared<Site>();
        int worker = 0;
    };
    RunnerOf run([] { return Leaks{}; }, long_enough);
    const auto found = run(three, [](const auto&) { return true; });
    EXPECT_EQ(found.history.entries.size(), three.size());
    EXPECT_EQ(found.tear_down_failed, "std::runtime_error: container is busy");
}

}  // namespace
