#include "history/call_events.hpp"

#include <sm/history/file.hpp>
#include <sm/sm.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace {

using sm::Ending;
using sm::detail::AnyEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Model {
    std::map<std::string, int> kv;
};
struct Put {
    std::string key;
    int value;
    void apply(Model& m) const { m.kv[key] = value; }
    void run(auto&) const {}
    static std::string partition(const Put& c) { return c.key; }
};
struct Get {
    std::string key;
    std::optional<int> apply(Model& m) const { return sm::find(m.kv, key); }
    std::optional<int> run(auto&) const { return {}; }
    static std::string partition(const Get& c) { return c.key; }
};
using Cmd = std::variant<Put, Get>;

const sm::detail::CallEncoding encoding{sm::detail::vocabulary<Cmd>(),
                                        sm::detail::encoding_of<Cmd>()};

sm::detail::AnyHistory history_of(std::vector<sm::Entry<Cmd>> entries) {
    return sm::detail::any_history(sm::History<Cmd>{{}, std::move(entries)});
}

/// A call of each ending, by workers of their own but for the last.
sm::detail::AnyHistory sample() {
    return history_of({
        {1, 0, 100, 200, sm::Call<Put>{{"x", 3}, {Ending::answered, sm::Nothing{}, ""}}},
        {2, 1, 110, 190, sm::Call<Put>{{":y", 4}, {Ending::refused, {}, "no leader"}}},
        {3, 2, 120, 400, sm::Call<Put>{{"x", 5}, {Ending::unknown, {}, "cut off"}}},
        {4, 3, 130, sm::never, sm::Call<Get>{{"x"}, {Ending::timed_out, {}, "no answer"}}},
        {5, 0, 210, 220, sm::Call<Get>{{"x"}, {Ending::answered, std::optional<int>(), ""}}},
    });
}

std::string lines_of(const sm::detail::EventList& list) {
    std::string text;
    for (const auto& event : list.events.items()) text += sm::to_json(event, {.indent = 0}) + '\n';
    return text;
}

TEST(CallEvents, AreReadAsOperations) {
    const auto read = sm::history::parse(lines_of(events_of(sample(), encoding)), "events");
    std::vector<std::string> shown;
    for (const auto& operation : read.operations) shown.push_back(to_string(operation));
    EXPECT_THAT(shown,
                ElementsAre("0 :put \"x\" 3 → :ok", "1 :put \":y\" 4 → :fail (\"no leader\")",
                            "2 :put \"x\" 5 → :info (\"cut off\")",
                            "3 :get \"x\" → :info (\"no answer\")", "0 :get \"x\" → :ok"));
    EXPECT_EQ(read.operations[0].ended, sm::Duration{100});
}

TEST(CallEvents, LoseNothingOfACall) {
    const auto before = sample();
    for (const AnyEntry& entry : before.entries) {
        const auto begun = sm::detail::read_call_event(begun_event(entry, encoding));
        ASSERT_TRUE(begun.begins);
        EXPECT_EQ(begun.begun.id, entry.id);
        EXPECT_EQ(begun.begun.at, entry.invoked);
        EXPECT_EQ(begun.process, entry.worker);
        AnyEntry after;
        after.type = entry.type;
        const auto ended = sm::detail::read_call_event(ended_event(entry, encoding));
        ASSERT_FALSE(ended.begins);
        finish_entry(after, ended.ended);
        EXPECT_EQ(after.returned, entry.returned);
        EXPECT_EQ(after.ending, entry.ending);
        EXPECT_EQ(after.reason, entry.reason);
        EXPECT_EQ(after.answer.has_value(), entry.answer.has_value());
        if (entry.answer.has_value()) {
            EXPECT_EQ(after.answer.tree(), entry.answer.tree());
        }
    }
}

TEST(CallEvents, HaveNoTimesWhereTheStampsOnlyCount) {
    const auto counted =
        history_of({{1, 0, 1, 2, sm::Call<Put>{{"x", 3}, {Ending::answered, sm::Nothing{}, ""}}},
                    {2, 0, 3, 4, sm::Call<Get>{{"x"}, {Ending::answered, 3, ""}}}});
    EXPECT_THAT(lines_of(events_of(counted, encoding)), Not(HasSubstr("\"time\"")));
    EXPECT_THAT(lines_of(events_of(sample(), encoding)), HasSubstr("\"time\""));
}

TEST(CallEvents, SayWhereEachOperationIs) {
    EXPECT_THAT(events_of(sample(), encoding).places, ElementsAre(0, 1, 2, 3, 4));
}

}  // namespace
