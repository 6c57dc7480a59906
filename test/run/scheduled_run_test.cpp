#include "run/scheduled_run.hpp"

#include <sm/program/program.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "run/runner.hpp"

namespace {

using namespace std::chrono_literals;
using sm::Ending;
using testing::ElementsAre;
using testing::HasSubstr;

/// The simplest scheduler: each task to its end, in turn. Waiting beyond the limit ends a call.
class InTurn final : public sm::Scheduler, private sm::Clock {
 public:
    void run(std::vector<std::function<void()>> tasks) override {
        try {
            for (auto& task : tasks) task();
        } catch (const sm::Cancelled&) {
            throw std::runtime_error("no quorum");
        }
    }
    sm::Clock& clock() override { return *this; }
    bool within(sm::Duration limit, const std::function<void()>& body) override {
        ends_ = now_ + limit;
        try {
            body();
        } catch (const Ended&) {
        }
        return std::exchange(ends_, sm::Duration::max()) > now_;
    }

 private:
    struct Ended {};

    sm::Duration now() const override { return now_; }
    void wait(sm::Duration duration) override {
        if (now_ + duration >= ends_) {
            now_ = ends_;
            throw Ended{};
        }
        now_ += duration;
    }

    sm::Duration now_{};
    sm::Duration ends_ = sm::Duration::max();
};

/// A system in whose own time its calls take time.
class Timed {
 public:
    Timed(sm::Seed seed, std::vector<std::string>& log) : seed_(seed), log_(log) {}

    sm::Scheduler& scheduler() { return scheduler_; }

    struct Client {
        Timed& system;
        int worker;
    };
    Client client(int worker) {
        log_.push_back("client " + std::to_string(worker));
        return {*this, worker};
    }
    void work(int worker, int milliseconds) {
        scheduler_.clock().wait(std::chrono::milliseconds(milliseconds));
        log_.push_back(std::to_string(worker) + " worked");
    }
    /// As when the system itself fails while the call waits for it.
    [[noreturn]] static void break_down() { throw sm::Cancelled{}; }
    std::uint64_t seed() const { return seed_.value; }
    void finish() {
        scheduler_.clock().wait(5s);
        log_.push_back("finished");
        if (wrong_) throw std::runtime_error("a write is lost");
    }
    void go_wrong() { wrong_ = true; }

 private:
    bool wrong_ = false;
    sm::Seed seed_;
    std::vector<std::string>& log_;
    InTurn scheduler_;
};

struct Model {};
struct Work {
    int milliseconds = 0;
    void apply(Model&) const {}
    void run(Timed::Client& client) const { client.system.work(client.worker, milliseconds); }
};
struct ReadSeed {
    std::uint64_t apply(Model&) const { return 0; }
    bool post(const Model&, const std::uint64_t&) const { return true; }
    std::uint64_t run(Timed::Client& client) const { return client.system.seed(); }
};
struct BreakDown {
    void apply(Model&) const {}
    void run(Timed::Client&) const { Timed::break_down(); }
};
struct GoWrong {
    void apply(Model&) const {}
    void run(Timed::Client& client) const { client.system.go_wrong(); }
};
using Cmd = std::variant<Work, ReadSeed, BreakDown, GoWrong>;
using Program = sm::Program<Cmd>;

class ScheduledRun : public testing::Test {
 protected:
    sm::History<Cmd> run(const Program& program, const sm::detail::Observe& observe = go_on) {
        const auto make = [this](sm::Seed seed) { return Timed(seed, log); };
        sm::detail::Runner runner(sm::detail::system_type<Cmd, decltype(make)>(), &make, 1s);
        auto ran = runner.run(sm::detail::any_program(program), observe);
        ended_early = ran.ended_early;
        broke = ran.errors.broke;
        unfinished = ran.errors.unfinished;
        return sm::detail::typed_history<Cmd>(ran.history);
    }
    static bool go_on(const sm::detail::AnyEntry&) { return true; }

    std::vector<std::string> log;
    bool ended_early = false;
    std::string broke;
    std::string unfinished;
};

TEST_F(ScheduledRun, MakesWorkersTasksOfTheSystemsScheduler) {
    run({{}, {{1, Work{1}}}, {{{2, Work{2}}}, {{3, Work{3}}}}});
    EXPECT_THAT(
        log, ElementsAre("client 0", "0 worked", "0 worked", "client 1", "1 worked", "finished"));
}

TEST_F(ScheduledRun, StampsCallsWithTheSystemsTime) {
    const auto history = run({{}, {{1, Work{5}}, {2, Work{7}}}, {}});
    ASSERT_EQ(history.entries.size(), 2U);
    const sm::Duration first{history.entries[0].returned};
    const sm::Duration second{history.entries[1].returned};
    EXPECT_EQ(first, 5ms);
    EXPECT_EQ(second, 12ms);
}

TEST_F(ScheduledRun, StampsCallsThatTakeNoTimeOneAfterAnother) {
    const auto history = run({{}, {{1, Work{}}, {2, Work{}}}, {}});
    EXPECT_LT(history.entries[0].invoked, history.entries[0].returned);
    EXPECT_LT(history.entries[0].returned, history.entries[1].invoked);
}

TEST_F(ScheduledRun, EndsACallAtItsLimitAndGoesOnAsANewWorker) {
    const auto history = run({{}, {}, {{{1, Work{3000}}, {2, Work{1}}}, {{3, Work{1}}}}});
    ASSERT_EQ(history.entries.size(), 3U);
    EXPECT_EQ(history.entries[0].ending(), Ending::timed_out);
    EXPECT_EQ(history.entries[0].returned, sm::never);
    const auto& late = std::get<sm::Call<Work>>(history.entries[0].call);
    EXPECT_THAT(late.outcome.reason, HasSubstr("no answer within 1 s"));
    EXPECT_EQ(history.entries[1].worker, 2);
    EXPECT_THAT(
        log, ElementsAre("client 0", "client 2", "2 worked", "client 1", "1 worked", "finished"));
}

TEST_F(ScheduledRun, StopsWhereTheObserverSaysSo) {
    const auto history = run({{}, {{1, Work{}}, {2, Work{}}}, {{{3, Work{}}}}},
                             [](const auto& entry) { return entry.id != 1; });
    EXPECT_EQ(history.entries.size(), 1U);
    EXPECT_TRUE(ended_early);
}

TEST_F(ScheduledRun, TellsWhatTheSystemItselfThrew) {
    const auto history = run({{}, {{1, Work{}}, {2, BreakDown{}}}, {{{3, Work{}}}}});
    ASSERT_EQ(history.entries.size(), 2U);
    EXPECT_EQ(history.entries[1].ending(), Ending::crashed);
    EXPECT_EQ(broke, "std::runtime_error: no quorum");
}

TEST_F(ScheduledRun, FinishesInTheSystemsTimeOnceAllCallsHaveEnded) {
    run({{}, {{1, GoWrong{}}}, {{{2, Work{2}}}, {{3, Work{3}}}}});
    EXPECT_EQ(log.back(), "finished");
    EXPECT_EQ(unfinished, "after all calls: std::runtime_error: a write is lost");
}

TEST_F(ScheduledRun, DoesNotFinishWhatWasStopped) {
    run({{}, {{1, Work{1}}, {2, Work{1}}}, {}}, [](const auto&) { return false; });
    EXPECT_THAT(log, ElementsAre("client 0", "0 worked"));
}

TEST_F(ScheduledRun, GivesTheProgramsSeedToWhoMakesTheSystem) {
    Program program{{}, {{1, ReadSeed{}}}, {}};
    program.seed = {77};
    const auto history = run(program);
    EXPECT_EQ(std::get<sm::Call<ReadSeed>>(history.entries.at(0).call).outcome.answer, 77U);
}

}  // namespace
