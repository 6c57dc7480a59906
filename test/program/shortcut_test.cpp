#include "program/shortcut.hpp"

#include <sm/program/validity.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "program/jumps.hpp"
#include "program/weak.hpp"
#include "search/toys.hpp"

namespace {

using jumps::text_of;

constexpr int rounds = 3'000 / toys::kShare;

template <class Cmd>
std::optional<sm::Program<Cmd>> shortcut(const sm::Program<Cmd>& program, std::size_t end,
                                         sm::detail::ShortcutBound bound = {}) {
    const auto& vocabulary = sm::detail::vocabulary<Cmd>();
    const auto found =
        sm::detail::shortcut(sm::detail::any_program(program), end, vocabulary, bound);
    if (!found) return std::nullopt;
    return sm::detail::typed_program<Cmd>(*found);
}

constexpr std::size_t nodes = 12;

/// A walk on a graph of a few nodes, where every command is edges from some of them.
template <bool has_bad>
struct Walk {
    int at = 0;
    bool invariant() const { return !has_bad || at < 10; }
};
template <bool has_bad>
struct Go {
    std::array<sm::Below<nodes>, nodes> to{};
    std::uint32_t closed = 0;  // for each node a bit
    bool pre(const Walk<has_bad>& m) const { return (closed >> m.at & 1U) == 0; }
    void apply(Walk<has_bad>& m) const { m.at = to[static_cast<std::size_t>(m.at)]; }
};
template <bool has_bad>
using Cmd = std::variant<Go<has_bad>>;

/// A valid program of few different commands; from some nodes each of them leads on.
template <bool has_bad>
sm::Program<Cmd<has_bad>> draw_walk(sm::Random& random) {
    std::vector<Go<has_bad>> commands(2 + random.below(4));
    for (auto& command : commands) {
        for (auto& to : command.to) to = jumps::below(random, nodes);
        command.closed = static_cast<std::uint32_t>(random.next() & random.next());
    }
    sm::Program<Cmd<has_bad>> program;
    program.initial.at = jumps::below(random, 10);
    Walk<has_bad> model = program.initial;
    for (sm::StepId id = 1; id <= 15; ++id) {
        const auto& command = commands[random.below(commands.size())];
        if (!command.pre(model)) continue;
        command.apply(model);
        program.prefix.push_back({id, command});
        if (!model.invariant()) break;
    }
    return program;
}

template <bool has_bad>
Walk<has_bad> after(const sm::Program<Cmd<has_bad>>& program, std::size_t end) {
    auto model = program.initial;
    for (std::size_t i = 0; i < end; ++i) {
        std::get<0>(program.prefix[i].command).apply(model);
    }
    return model;
}

/// How far it is to each node by the commands of the program.
template <bool has_bad>
std::map<int, std::size_t> distances(const sm::Program<Cmd<has_bad>>& program) {
    std::map<int, std::size_t> known{{program.initial.at, 0}};
    std::deque<int> open{program.initial.at};
    while (!open.empty()) {
        const Walk<has_bad> from{open.front()};
        open.pop_front();
        for (const auto& step : program.prefix) {
            const auto& command = std::get<0>(step.command);
            auto to = from;
            if (!command.pre(from)) continue;
            command.apply(to);
            if (known.try_emplace(to.at, known[from.at] + 1).second) open.push_back(to.at);
        }
    }
    return known;
}

template <bool has_bad>
std::size_t distance(const sm::Program<Cmd<has_bad>>& program, const Walk<has_bad>& to) {
    std::size_t nearest = nodes + 1;
    for (const auto& [node, steps] : distances(program)) {
        const bool there = to.invariant() ? node == to.at : !Walk<has_bad>{node}.invariant();
        if (there) nearest = std::min(nearest, steps);
    }
    return nearest;
}

template <class Program>
std::set<sm::StepId> ids_of(const Program& program) {
    std::set<sm::StepId> ids;
    for (const auto& step : program.prefix) ids.insert(step.id);
    for (const auto& branch : program.branches) {
        for (const auto& step : branch) ids.insert(step.id);
    }
    return ids;
}

template <bool has_bad>
void expect_shortest_ways(std::uint64_t seed) {
    sm::Random random(seed);
    int found = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto program = draw_walk<has_bad>(random);
        for (std::size_t end = 0; end <= program.prefix.size(); ++end) {
            const auto to = after(program, end);
            const auto shortest = distance(program, to);
            const auto way = shortcut(program, end);
            ASSERT_EQ(way.has_value(), shortest < end) << end << text_of(program);
            if (!way) continue;
            ++found;
            const auto length = way->prefix.size() + end - program.prefix.size();
            ASSERT_EQ(length, shortest) << end << text_of(program) << text_of(*way);
            const auto reached = after(*way, length);
            ASSERT_EQ(reached.invariant(), to.invariant());
            if (to.invariant()) {
                ASSERT_EQ(reached.at, to.at);
                ASSERT_TRUE(sm::valid(*way));
            }
            ASSERT_EQ(ids_of(*way).size(), way->size());
        }
    }
    EXPECT_GT(found, rounds);
}

TEST(Shortcut, IsAShortestWayToTheSameModel) { expect_shortest_ways<false>(1); }

TEST(Shortcut, IsAShortestWayToAnyModelThatIsBroken) { expect_shortest_ways<true>(2); }

TEST(Shortcut, IsNoneForNoSteps) {
    sm::Random random(3);
    EXPECT_FALSE(shortcut(draw_walk<false>(random), 0));
}

struct Count {
    int n = 0;
};
struct Up {
    void apply(Count& m) const { ++m.n; }
};
struct Down {
    void apply(Count& m) const { --m.n; }
};
struct Clear {
    void apply(Count& m) const { m.n = 0; }
};

TEST(Shortcut, TakesACommandOfAKindThatTheProgramHasNoneOf) {
    using All = std::variant<Up, Down, Clear>;
    const sm::Program<All> program{
        {5}, {{1, Down{}}, {2, Down{}}, {3, Down{}}, {4, Down{}}, {5, Down{}}, {6, Up{}}}, {}};
    const auto way = shortcut(program, 5);
    ASSERT_TRUE(way);
    EXPECT_EQ(text_of(way->prefix), "  #8 Clear\n  #6 Up\n");
}

TEST(Shortcut, RepeatsACommandUnderNewNumbers) {
    using All = std::variant<Up, Down>;
    const sm::Program<All> program{
        {}, {{1, Up{}}, {2, Down{}}, {3, Up{}}, {4, Up{}}}, {{{9, Up{}}}, {{7, Down{}}}}};
    const auto way = shortcut(program, 4);
    ASSERT_TRUE(way);
    EXPECT_EQ(way->prefix.size(), 2U);
    EXPECT_EQ(ids_of(*way).size(), 4U);
    EXPECT_EQ(text_of(way->branches[0]), "  #9 Up\n");
}

struct Counted {
    static inline std::size_t applications = 0;
    int by = 0;
    void apply(Count& m) const { ++applications, m.n = (m.n * 3 + by) % 101; }
};

TEST(Shortcut, StopsAtItsBound) {
    sm::Program<std::variant<Counted>> program;
    sm::Random random(5);
    for (sm::StepId id = 1; id <= 40; ++id) {
        program.prefix.push_back({id, Counted{jumps::below(random, 5)}});
    }
    bool found = false;
    for (std::size_t bound = 0; bound < 400; ++bound) {
        Counted::applications = 0;
        const bool now = shortcut(program, 40, {.applications = bound}).has_value();
        // The way to be shortened is walked once beforehand.
        ASSERT_LE(Counted::applications, 40 + bound);
        ASSERT_TRUE(now || !found);
        found = now;
    }
    EXPECT_FALSE(shortcut(program, 40, {.applications = 0}));
    EXPECT_TRUE(found);
}

// -- references

struct Files {
    int opened = 0;
    int size = 0;
};
struct Open {
    int apply(Files& m) const { return m.opened = std::min(m.opened + 1, 2); }
};
struct Look {
    int apply(Files& m) const { return m.size; }
};
struct Write {
    sm::Ref<int> file;
    int more = 0;
    void apply(Files& m) const { m.size = (m.size + more) % 5; }
};
using Filing = std::variant<Open, Look, Write>;

/// A valid program whose writes, some in branches, refer to what was answered before.
sm::Program<Filing> draw_filing(sm::Random& random) {
    sm::Program<Filing> program;
    sm::StepId id = 0;
    const auto add = [&](auto& steps, std::vector<sm::StepId>& answers) {
        const auto kind = random.below(answers.empty() ? 2 : 5);
        ++id;
        if (kind < 2) answers.push_back(id);
        if (kind == 0) steps.push_back({id, Open{}});
        if (kind == 1) steps.push_back({id, Look{}});
        if (kind < 2) return;
        const sm::Ref<int> file{answers[random.below(answers.size())]};
        steps.push_back({id, Write{file, jumps::below(random, 3)}});
    };
    std::vector<sm::StepId> answers;
    for (int i = 0; i < 10; ++i) add(program.prefix, answers);
    for (int b = jumps::below(random, 3); b > 0; --b) {
        auto own = answers;
        auto& branch = program.branches.emplace_back();
        for (int i = 0; i < 3; ++i) add(branch, own);
    }
    return program;
}

std::string files_after(const sm::Program<Filing>& program, std::size_t end) {
    Files model = program.initial;
    for (std::size_t i = 0; i < end; ++i) {
        std::visit([&](const auto& c) { static_cast<void>(c.apply(model)); },
                   program.prefix[i].command);
    }
    return sm::to_string(model);
}

struct Place {
    weak::Number number;
};
struct Leave {
    int to = 0;
    int from = 0;  // 0: wherever it is
    bool pre(const Place& m) const { return from == 0 || m.number.value == from; }
    void apply(Place& m) const { m.number.value = to; }
};

TEST(Shortcut, TellsModelsApartThatHashAlike) {
    const sm::Program<std::variant<Leave>> program{
        {}, {{1, Leave{1}}, {2, Leave{2}}, {3, Leave{1}}, {4, Leave{2}}, {5, Leave{7, 2}}}, {}};
    const auto way = shortcut(program, 5);
    ASSERT_TRUE(way.has_value());
    EXPECT_EQ(way->prefix.size(), 2U);
}

TEST(Shortcut, KeepsTheAnswersThatAreReferredTo) {
    sm::Random random(6);
    int found = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto program = draw_filing(random);
        ASSERT_TRUE(sm::valid(program));
        for (std::size_t end = 1; end <= program.prefix.size(); ++end) {
            const auto way = shortcut(program, end);
            if (!way) continue;
            ++found;
            ASSERT_TRUE(sm::valid(*way)) << end << text_of(program) << text_of(*way);
            ASSERT_EQ(ids_of(*way).size(), way->size()) << text_of(*way);
            const auto length = way->prefix.size() + end - program.prefix.size();
            ASSERT_LT(length, end);
            ASSERT_EQ(files_after(*way, length), files_after(program, end));
        }
    }
    EXPECT_GT(found, rounds);
}

}  // namespace
