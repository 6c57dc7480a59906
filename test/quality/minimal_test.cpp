// How small the programs of famous small systems shrink, and in how many runs, over 100 seeds.

#include <sm/gtest.hpp>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>

#include "quality/cases/bank.hpp"
#include "quality/cases/circular_buffer.hpp"
#include "quality/cases/counter_at_ten.hpp"
#include "quality/cases/create_drop.hpp"
#include "quality/cases/die_hard.hpp"
#include "quality/cases/memory_reference.hpp"
#include "quality/cases/ring_buffer.hpp"
#include "quality/cases/ticket_dispenser.hpp"

namespace {

constexpr std::uint64_t seeds = 100;

struct Quality {
    std::uint64_t found = 0;
    std::uint64_t executions = 0;
    std::map<std::string, std::uint64_t> results;

    std::uint64_t of(const std::string& program) const {
        const auto at = results.find(program);
        return at == results.end() ? 0 : at->second;
    }
    /// How many programs have this many commands.
    std::uint64_t with(std::ptrdiff_t commands) const {
        std::uint64_t total = 0;
        for (const auto& [program, times] : results) {
            if (std::count(program.begin(), program.end(), ';') == commands) total += times;
        }
        return total;
    }
    double mean() const { return static_cast<double>(executions) / static_cast<double>(found); }
};

template <class Cmd>
std::string text(const sm::Program<Cmd>& program) {
    std::string all;
    const auto add = [&](const auto& steps) {
        for (const auto& step : steps) all += sm::to_string(step.command) + "; ";
    };
    add(program.prefix);
    for (const auto& branch : program.branches) {
        all += "|| ";
        add(branch);
    }
    return all;
}

template <class Cmd, class Make>
Quality measure(const Make& make) {
    Quality quality;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto report =
            sm::check<Cmd>(make, {.name = "q", .programs = 20'000, .seed = seed, .corpus = ""});
        if (report.passed) continue;
        ++quality.found;
        quality.executions += report.shrink_executions;
        ++quality.results[text(report.program)];
    }
    std::cout << "found by " << quality.found << " of " << seeds << " seeds, "
              << (quality.found == 0 ? 0.0 : quality.mean()) << " shrink executions on average\n";
    for (const auto& [program, times] : quality.results) {
        std::cout << times << " x " << program << "\n";
    }
    return quality;
}

TEST(Minimal, RingBufferThatLooksEmptyWhenFull) {
    using namespace cases::ring_buffer;
    const auto quality = measure<Cmd>([] { return Ring{Bug::logic}; });
    EXPECT_GE(quality.of("Put{item=0}; Put{item=0}; Put{item=0}; Put{item=0}; Len; "), 95U);
    EXPECT_LE(quality.mean(), 15);
}

TEST(Minimal, DieHard) {
    using namespace cases::die_hard;
    const auto quality = measure<Cmd>([] { return Jugs{}; });
    EXPECT_GE(
        quality.of("FillBig; BigIntoSmall; EmptySmall; BigIntoSmall; FillBig; BigIntoSmall; "),
        95U);
    EXPECT_LE(quality.mean(), 28);
}

TEST(Minimal, CounterWrongAtTen) {
    using namespace cases::counter_at_ten;
    const auto quality = measure<Cmd>([] { return Counter{Bug::logic}; });
    EXPECT_GE(quality.of("Inc; Inc; Inc; Inc; Inc; Inc; Inc; Inc; Inc; Inc; Dec; Get; "), 95U);
    EXPECT_LE(quality.mean(), 12);
}

TEST(Minimal, TableThatIsCreatedAgain) {
    using namespace cases::create_drop;
    const auto quality = measure<Cmd>([] { return Tables{Bug::logic}; });
    EXPECT_GE(quality.of("Create{name=0}; Drop{name=0}; Create{name=0}; Query{name=0}; "), 95U);
    EXPECT_LE(quality.mean(), 8);
}

TEST(Minimal, MemoryThatStoresOneMore) {
    using namespace cases::memory_reference;
    const auto quality = measure<Cmd>([] { return Memory{Bug::logic}; });
    EXPECT_GE(quality.of("Create; Write{cell=#1, value=5}; Read{cell=#1}; "), 95U);
}

TEST(Minimal, BufferWithoutSizeCheck) {
    using namespace cases::circular_buffer;
    const auto quality = measure<CmdWithoutLen>([] { return Buffer{Bug::no_size_check}; });
    EXPECT_GE(quality.with(4), 95U);
}

TEST(Minimal, BankThatMakesMoneyOfATransferToItself) {
    using namespace cases::bank;
    const auto quality = measure<Cmd>([] { return Bank{Bug::self_transfer}; });
    EXPECT_GE(quality.with(4), 95U);
    EXPECT_LE(quality.mean(), 50);
}

TEST(Minimal, BankThatGivesTheNumberOfAnotherAccount) {
    using namespace cases::bank;
    const auto quality = measure<Cmd>([] { return Bank{Bug::reused_id}; });
    EXPECT_GE(quality.with(5), 95U);
    EXPECT_LE(quality.mean(), 25);
}

TEST(Minimal, BankThatLetsThePoorTransferMuch) {
    using namespace cases::bank;
    const auto quality = measure<Cmd>([] { return Bank{Bug::negative}; });
    EXPECT_GE(quality.with(2), 95U);
    EXPECT_LE(quality.mean(), 22);
}

/// Races are found and shrunk by chance; the smallest programs fail less often than others.
template <class Cmd, class Make>
std::uint64_t races_shrunk_to(std::size_t most, const Make& make) {
    std::uint64_t small = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto report = sm::check<Cmd>(make, {.name = "quality",
                                                  .programs = 20'000,
                                                  .length = 24,
                                                  .workers = 2,
                                                  .seed = seed,
                                                  .corpus = ""});
        std::cout << text(report.program) << " in " << report.shrink_executions << "\n";
        if (!report.passed && report.program.size() <= most) ++small;
    }
    return small;
}

TEST(Minimal, TicketsTakenAtOnce) {
    using namespace cases::ticket_dispenser;
    EXPECT_GE(races_shrunk_to<Cmd>(3, [] { return Dispenser{Bug::race}; }), 8U);
}

TEST(Minimal, MemoryIncrementedAtOnce) {
    using namespace cases::memory_reference;
    EXPECT_GE(races_shrunk_to<Cmd>(5, [] { return Memory{Bug::race}; }), 7U);
}

}  // namespace
