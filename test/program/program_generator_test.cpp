#include <sm/base/misuse.hpp>
#include <sm/program/program_generator.hpp>
#include <sm/spec/domain.hpp>

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "program/jumps.hpp"
#include "search/toys.hpp"

namespace {

using jumps::Model;
using jumps::text_of;
using sm::draw_program;
using sm::ProgramShape;
using testing::HasSubstr;

/// A store whose locks are taken before they are released.
enum class Key : std::uint8_t { x, y };
struct Locks {
    std::set<Key> held;
};
struct Lock {
    Key key{};
    bool pre(const Locks& m) const { return !m.held.contains(key); }
    int apply(Locks& m) const { return m.held.insert(key), 1; }
};
struct Unlock {
    Key key{};
    sm::Ref<int> lock{};
    bool pre(const Locks& m) const { return m.held.contains(key); }
    void apply(Locks& m) const { m.held.erase(key); }
};
struct Rename {
    std::string name;
    std::optional<std::vector<std::int16_t>> sizes;
    sm::InRange<-5, 5> by;
    void apply(Locks&) const {}
};
using Locking = std::variant<Lock, Unlock, Rename>;
struct Reopen {
    bool pre(const Locks& m) const { return !m.held.empty(); }
    void apply(Locks&) const {}
};

constexpr auto sequential = R"(Locks{held=[]}
  #1 Lock{key=y}
  #2 Lock{key=x}
  #3 Rename{name="cd", sizes=none, by=-5}
  #4 Rename{name="cdc", sizes=[], by=-1}
  #5 Unlock{key=y, lock=#1}
)";
constexpr auto parallel = R"(Locks{held=[]}
  #1 Lock{key=x}
  #2 Rename{name="bba", sizes=[-1, 6, 0], by=-2}
  #3 Rename{name="ad", sizes=none, by=3}
  #4 Lock{key=y}
beside
  #5 Rename{name="ccbc", sizes=[], by=-4}
beside
  #6 Rename{name="c", sizes=[-2, -1, -1, 0], by=-1}
  #7 Rename{name="c", sizes=[], by=-5}
  #8 Rename{name="dcad", sizes=[-3, -6, -1], by=-4}
)";

TEST(DrawProgram, DrawsTheSameForASeedOnEveryMachine) {
    EXPECT_EQ(text_of(draw_program<Locking>(7, {.length = 6})), sequential);
    EXPECT_EQ(text_of(draw_program<Locking>(11, {.length = 12, .workers = 2})), parallel);
}

TEST(DrawProgram, DrawsTheSameWhateverWasDrawnBefore) {
    const auto& vocabulary = sm::detail::vocabulary<Locking>();
    sm::detail::ProgramGenerator one(vocabulary, {.length = 20, .workers = 2});
    sm::detail::AnyProgram program;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        one.draw(sm::Random(seed), program);
        ASSERT_EQ(text_of(sm::detail::typed_program<Locking>(program)),
                  text_of(draw_program<Locking>(seed, {.length = 20, .workers = 2})));
    }
}

TEST(DrawProgram, DrawsValidPrograms) {
    for (std::uint64_t seed = 0; seed < 5'000 / toys::kShare; ++seed) {
        const ProgramShape shape{.length = 1 + seed % 9, .workers = 1 + seed / 9 % 4};
        const auto program = draw_program<jumps::Cmd>(seed, shape);
        ASSERT_TRUE(jumps::valid_by_force(program)) << text_of(program);
        std::set<sm::StepId> ids;
        const auto note = [&](const auto& steps) {
            for (const auto& step : steps) ids.insert(step.id);
        };
        note(program.prefix);
        for (const auto& branch : program.branches) note(branch);
        ASSERT_EQ(ids.size(), program.size());
        ASSERT_FALSE(ids.contains(0));
    }
}

struct Tick {
    void apply(Model& m) const { ++m.at; }
};
struct Tock {
    void apply(Model& m) const { --m.at; }
};
struct Read {
    int apply(Model& m) const { return m.at; }
};
struct Reset {
    void apply(Model& m) const { m.at = 0; }
};
using Clock = std::variant<Tick, Tock, Read, Reset>;

TEST(DrawProgram, KeepsToTheLength) {
    for (std::size_t length = 1; length < 20; ++length) {
        std::size_t longest = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const auto program = draw_program<Clock>(seed, {.length = length});
            ASSERT_TRUE(program.branches.empty());
            ASSERT_GE(program.size(), 1U);
            longest = std::max(longest, program.size());
        }
        EXPECT_EQ(longest, length);
    }
}

TEST(DrawProgram, KeepsToTheLengthWithBranchesToo) {
    for (std::size_t length = 1; length < 12; ++length) {
        for (std::size_t workers = 2; workers < 6; ++workers) {
            for (std::uint64_t seed = 0; seed < 200; ++seed) {
                const auto program =
                    draw_program<Clock>(seed, {.length = length, .workers = workers});
                ASSERT_LE(program.size(), length) << workers << text_of(program);
                ASSERT_EQ(program.branches.size(), std::min(length, workers));
                for (const auto& branch : program.branches) ASSERT_FALSE(branch.empty());
            }
        }
    }
}

/// In how many of the programs some command does not occur.
int without_some(bool swarm) {
    int count = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const auto program = draw_program<Clock>(seed, {.length = 200, .swarm = swarm});
        if (program.size() < 100) continue;
        std::set<std::size_t> kinds;
        for (const auto& step : program.prefix) kinds.insert(step.command.index());
        count += kinds.size() < 4 ? 1 : 0;
    }
    return count;
}

TEST(DrawProgram, DrawsFromASubsetInSwarmsOnly) {
    EXPECT_EQ(without_some(false), 0);
    // Of three quarters of the programs half draw from a subset, and 14 of 16 of those lack some.
    EXPECT_GT(without_some(true), 250);
    EXPECT_LT(without_some(true), 400);
}

struct Often {
    static int weight(const Model&) { return 6; }
    void apply(Model& m) const { ++m.at; }
};
struct Seldom {
    static int weight(const Model&) { return 2; }
    void apply(Model& m) const { ++m.at; }
};
struct Late {
    static int weight(const Model& m) { return m.at < 10 ? -1 : 1; }
    void apply(Model&) const {}
};
struct Never {
    static int weight(const Model&) { return 0; }
    void apply(Model&) const {}
};

TEST(DrawProgram, DrawsByWeight) {
    using Weighted = std::variant<Often, Seldom, Late, Never>;
    std::array<int, 4> drawn{};
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        int at = 0;
        for (const auto& step : draw_program<Weighted>(seed, {.swarm = false}).prefix) {
            ++drawn[step.command.index()];
            ASSERT_TRUE(step.command.index() != 2 || at >= 10);
            at += step.command.index() < 2 ? 1 : 0;
        }
    }
    EXPECT_EQ(drawn[3], 0);
    EXPECT_GT(drawn[2], 1000);
    EXPECT_NEAR(static_cast<double>(drawn[0]) / drawn[1], 3.0, 0.15);
}

TEST(DrawProgram, TriesAllCommandsWhereASubsetHasNoWeight) {
    using Weighted = std::variant<Never, Often>;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        for (const auto& step : draw_program<Weighted>(seed).prefix) {
            ASSERT_TRUE(std::holds_alternative<Often>(step.command));
        }
    }
}

struct Account {
    int balance = 0;
    static rc::Gen<Account> gen() {
        return rc::gen::map(rc::gen::inRange(5, 9), [](int drawn) { return Account{drawn}; });
    }
};
struct Withdraw {
    int amount = 0;
    static rc::Gen<Withdraw> gen(const Account& account) {
        return rc::gen::map(rc::gen::inRange(1, account.balance + 2),
                            [](int drawn) { return Withdraw{drawn}; });
    }
    bool pre(const Account& account) const { return amount <= account.balance; }
    void apply(Account& account) const { account.balance -= amount; }
};

TEST(DrawProgram, DrawsInitialModelsAndArgumentsByTheirGenerators) {
    std::set<int> balances;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto program = draw_program<std::variant<Withdraw>>(seed);
        balances.insert(program.initial.balance);
        int left = program.initial.balance;
        for (const auto& step : program.prefix) {
            const int amount = std::get<Withdraw>(step.command).amount;
            ASSERT_GE(amount, 1);
            left -= amount;
        }
        ASSERT_GE(left, 0);
        // With nothing left no command is possible, which ends the program early.
        ASSERT_LE(program.size(), 8U);
    }
    EXPECT_EQ(balances, (std::set<int>{5, 6, 7, 8}));
}

struct Hopeless {
    int amount = 0;
    static rc::Gen<Hopeless> gen(const Model&) {
        return rc::gen::suchThat(rc::gen::just(Hopeless{1}), [](const auto&) { return false; });
    }
    void apply(Model&) const {}
};

TEST(DrawProgram, CountsWhatItDrewInVain) {
    using Both = std::variant<Hopeless, Tick>;
    sm::detail::ProgramGenerator generator(sm::detail::vocabulary<Both>(),
                                           {.length = 20, .swarm = false});
    sm::detail::AnyProgram program;
    std::size_t drawn = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        generator.draw(sm::Random(seed), program);
        drawn += program.size();
    }
    EXPECT_NEAR(static_cast<double>(generator.discards()) / static_cast<double>(drawn), 1.0, 0.3);
}

struct Faulty {
    int amount = 0;
    static rc::Gen<Faulty> gen(const Model&) {
        return rc::gen::map(rc::gen::just(7), [](int at) {
            return Faulty{std::vector<int>{1, 2}.at(std::size_t(at))};
        });
    }
    void apply(Model&) const {}
};

TEST(DrawProgram, PassesOnWhatAGenThrows) {
    EXPECT_THROW(draw_program<std::variant<Faulty>>(1, {}), std::out_of_range);
}

template <class Cmd>
std::string misuse_of(const ProgramShape& shape) {
    try {
        draw_program<Cmd>(1, shape);
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
    return "";
}

TEST(DrawProgram, ShowsTheModelInWhichNoCommandIsPossible) {
    using Closed = std::variant<Unlock, Reopen>;
    const std::string text =
        "no command is possible in the initial state Locks{held=[]}: the preconditions of Unlock "
        "and Reopen were false";
    EXPECT_THAT(misuse_of<Closed>({}), HasSubstr(text));
    EXPECT_THAT(misuse_of<Closed>({.workers = 3}), HasSubstr(text));
    EXPECT_THAT(misuse_of<std::variant<Hopeless>>({}), HasSubstr("Model{at=0}"));
    EXPECT_THAT(misuse_of<std::variant<Never>>({}), HasSubstr("or their weights 0"));
}

TEST(DrawProgram, RefusesAShapeWithoutLengthOrWorkers) {
    for (std::size_t workers : {1U, 2U}) {
        EXPECT_THAT(misuse_of<Clock>({.length = 0, .workers = workers}),
                    HasSubstr("length and workers must be 1 or greater, but length is 0"));
    }
    EXPECT_THAT(misuse_of<Clock>({.workers = 0}), HasSubstr("workers is 0"));
}

}  // namespace
