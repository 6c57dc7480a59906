#include <sm/history/file.hpp>
#include <sm/history/writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "history/drawn_operations.hpp"
#include "started.hpp"

namespace {

using sm::Ending;
using sm::history::BadHistory;
using sm::history::Format;
using sm::history::KeyedValues;
using sm::history::Operation;
using sm::history::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

sm::history::Operations operations(std::string_view text) {
    return sm::history::parse(text, "h").operations;
}

/// What is said of a text that is no history.
std::string complaint(std::string_view text, const sm::history::ReadOptions& how = {}) {
    try {
        static_cast<void>(sm::history::parse(text, "h", how));
    } catch (const BadHistory& bad) {
        return bad.what();
    }
    return "it is a history";
}

std::string reprinted(std::string_view edn) { return to_string(sm::history::parse_value(edn)); }

TEST(HistoryFile, PairsAnInvocationWithTheCompletionOfItsProcess) {
    const auto all = operations(
        "{:type :invoke, :process 0, :f :write, :value 3, :time 10}\n"
        "{:type :invoke, :process 1, :f :read, :value nil, :time 20}\n"
        "{:type :ok, :process 0, :f :write, :value 3, :time 30}\n"
        "{:type :ok, :process 1, :f :read, :value 3, :time 40}\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(to_string(all[0]), "0 :write 3 → 3");
    EXPECT_EQ(to_string(all[1]), "1 :read → 3");
    EXPECT_EQ(all[0].invoked, 0);
    EXPECT_EQ(all[0].returned, 2);
    EXPECT_EQ(all[1].invoked, 1);
    EXPECT_EQ(all[1].returned, 3);
    EXPECT_EQ(all[1].began.count(), 20);
    EXPECT_EQ(all[1].ended.count(), 40);
}

TEST(HistoryFile, CutAnywhereInAnEventSaysThatAPartIsMissing) {
    const std::string whole = "{:type :invoke, :process 0, :f :write, :value [:x \"a\\n\" #{1}]}\n";
    const std::string cut = "#jepsen.history.Op{:type :ok, :process 0, :f :w, :value \\c}";
    for (std::size_t length = 1; length < cut.size(); ++length) {
        EXPECT_THAT(complaint(whole + cut.substr(0, length)),
                    testing::AllOf(testing::StartsWith("h:2: it ends inside of "),
                                   testing::EndsWith("; is a part of the file missing?")))
            << cut.substr(0, length);
    }
}

TEST(HistoryFile, AFailIsRefusedAndKeepsItsError) {
    const auto all = operations(
        "{:type :invoke, :process 0, :f :cas, :value [1 2]}\n"
        "{:type :fail, :process 0, :f :cas, :value [1 2], :error :no-leader}\n");
    EXPECT_EQ(all.at(0).ending, Ending::refused);
    EXPECT_EQ(all[0].returned, 1);
    EXPECT_TRUE(all[0].answer.is_nothing());
    EXPECT_EQ(all[0].error, Value::name("no-leader"));
}

TEST(HistoryFile, AnInfoIsUnknownAndNeverReturns) {
    const auto all = operations(
        "{:type :invoke, :process 0, :f :write, :value 1}\n"
        "{:type :info, :process 0, :f :write, :value 1, :time 7, :error \"timeout\"}\n");
    EXPECT_EQ(all.at(0).ending, Ending::unknown);
    EXPECT_EQ(all[0].returned, sm::never);
    EXPECT_EQ(all[0].ended.count(), 7);
    EXPECT_EQ(all[0].error, Value::text("timeout"));
}

TEST(HistoryFile, AnInvocationWithoutCompletionIsOpen) {
    const auto all = operations("{:type :invoke, :process 0, :f :write, :value 1}\n");
    EXPECT_TRUE(all.at(0).indeterminate());
    EXPECT_EQ(all[0].returned, sm::never);
}

TEST(HistoryFile, TheSecondInfoOfANemesisEndsWhatItsFirstBegan) {
    const auto all = operations(
        "{:type :info, :process :nemesis, :f :start, :value nil}\n"
        "{:type :info, :process :nemesis, :f :start, :value \"cut\"}\n"
        "{:type :info, :process :nemesis, :f :stop, :value nil}\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all[0].by_nemesis());
    EXPECT_EQ(all[0].returned, 1);
    EXPECT_EQ(all[0].answer, Value::text("cut"));
    EXPECT_TRUE(all[1].indeterminate());
}

TEST(HistoryFile, ReadsJsonLines) {
    const auto history = sm::history::parse(
        "{\"sm-history\": 1}\n"
        "{\"type\": \"invoke\", \"process\": 0, \"f\": \"txn\", \"value\": [[\":r\", \"x\", "
        "null]]}\n"
        "\n"
        "{\"type\": \"ok\", \"process\": 0, \"value\": [[\":r\", \"x\", [1, 2.0]]], \"node\": "
        "\"n1\"}\n",
        "h");
    EXPECT_EQ(history.format, Format::json_lines);
    EXPECT_EQ(to_string(history.operations.at(0)),
              "0 :txn [[:r \"x\" nil]] → [[:r \"x\" [1 2.0]]]");
    EXPECT_THAT(history.lines, ElementsAre(2, 4));
}

TEST(HistoryFile, LeavesOutHalfALastLineOfOursWithAWarning) {
    const auto history = sm::history::parse(
        "{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"}\n{\"type\": \"ok\", \"pro", "h");
    EXPECT_TRUE(history.operations.at(0).indeterminate());
    EXPECT_THAT(history.warnings, ElementsAre(HasSubstr("h:2: the last line is half an event")));
}

TEST(HistoryFile, RefusesHalfALineOfOursThatIsNotTheLast) {
    EXPECT_THAT(complaint("{\"type\": \"invoke\", \"pro\n{\"type\": \"ok\"}\n"),
                HasSubstr("h:1: the line ends inside of an event"));
}

TEST(HistoryFile, ReadsAVectorOfEventsAndRecords) {
    const auto all = operations(
        "; from a store\n[#jepsen.history.Op{:index 0, :type :invoke, :process 0, :f :read, "
        ":value nil}\n #_ignored {:type :ok, :process 0, :f :read, :value #{1 2}, "
        ":at #inst \"2026-11-21\"}]\n; the end\n");
    EXPECT_EQ(to_string(all.at(0)), "0 :read → #{1 2}");
}

TEST(HistoryFile, ReadsTheLogOfOldAndNewVersionsOfJepsen) {
    const auto history = sm::history::parse(
        "INFO  jepsen.core - setting up\n"
        "INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
        "INFO  jepsen.util - 1   :invoke :cas   [3 4]\n"
        "2026-11-21 10:00:00,123{GMT}\tINFO\t[worker 0] jepsen.util: 0\t:ok\t:read\t2\n"
        "INFO  jepsen.util - 1\t:info\t:cas\t:timed-out\n"
        "INFO  jepsen.util: 2\t:invoke\t:write\t1\n"
        "INFO  jepsen.util: 2\t:fail\t:write\t1\t:refused\n",
        "h");
    EXPECT_EQ(history.format, Format::log);
    const auto& all = history.operations;
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(to_string(all[0]), "0 :read → 2");
    EXPECT_EQ(to_string(all[1]), "1 :cas [3 4] → :info (:timed-out)");
    EXPECT_EQ(to_string(all[2]), "2 :write 1 → :fail (:refused)");
    EXPECT_THAT(history.lines, ElementsAre(2, 3, 4, 5, 6, 7));
}

TEST(HistoryFile, TakesKeysOutOfValuesWhereAllSpeaksForIt) {
    const auto history = sm::history::parse(
        "{:type :invoke, :process 0, :f :write, :value [1 5]}\n"
        "{:type :ok, :process 0, :f :write, :value [1 5]}\n"
        "{:type :invoke, :process 0, :f :read, :value [1 nil]}\n"
        "{:type :ok, :process 0, :f :read, :value [1 5]}\n",
        "h");
    EXPECT_EQ(to_string(history.operations.at(1)), "0 :read 1 → 5");
    EXPECT_EQ(history.operations[1].key, Value::integer(1));
    EXPECT_THAT(history.keys, HasSubstr("1 of them [k nil]"));
}

TEST(HistoryFile, LeavesValuesAsTheyAreWhereKeysAreNotCertain) {
    // All are pairs, but nothing is invoked as only a read of a key is.
    const auto cas = operations("{:type :invoke, :process 0, :f :cas, :value [1 5]}");
    EXPECT_TRUE(cas.at(0).key.is_nothing());
    const auto mixed = operations(
        "{:type :invoke, :process 0, :f :cas, :value [1 nil]}"
        "{:type :invoke, :process 1, :f :read, :value nil}");
    EXPECT_TRUE(mixed.at(0).key.is_nothing());
}

TEST(HistoryFile, TakesKeysOrNoneIfToldSo) {
    const std::string text = "{:type :invoke, :process 0, :f :read, :value [1 nil]}";
    const auto no = sm::history::parse(text, "h", {.keyed = KeyedValues::no});
    EXPECT_TRUE(no.operations.at(0).key.is_nothing());
    const auto yes = sm::history::parse(text, "h", {.keyed = KeyedValues::yes});
    EXPECT_EQ(yes.operations.at(0).key, Value::integer(1));
    EXPECT_THAT(complaint("\n{:type :invoke, :process 0, :f :read, :value nil}",
                          {.keyed = KeyedValues::yes}),
                HasSubstr("h:2: the value of 0 :read → :info is not [key value]"));
}

TEST(HistoryFile, AKeyOfItsOwnIsTheKey) {
    const auto all = operations(
        "{:process 0, :type :invoke, :f :append, :key \"0\", :value \"x\"}\n"
        "{:process 0, :type :ok, :f :append, :key \"0\", :value \"x\"}\n");
    EXPECT_EQ(to_string(all.at(0)), "0 :append \"0\" \"x\" → \"x\"");
}

TEST(HistoryFile, NamesFileAndLineAndWhatWouldBeRight) {
    const std::string invoke = "{:type :invoke, :process 3, :f :read}\n";
    EXPECT_EQ(complaint("\n{:type :ok, :process 3, :f :read}"),
              "h:2: process 3 has an ok without an invocation; expected its invoke before it");
    EXPECT_EQ(complaint(invoke + invoke),
              "h:2: process 3 invokes while its invocation of line 1 has not ended; expected its "
              "completion "
              "first, or another process");
    EXPECT_EQ(complaint(invoke + "{:type :info, :process 3, :f :read}\n" + invoke),
              "h:3: process 3 invokes again after the info of line 2, when its operation may still "
              "be pending; the process that takes its place needs a new number");
    EXPECT_EQ(complaint(invoke + "{:type :ok, :process 3, :f :write}"),
              "h:2: process 3 ends \"write\" but invoked \"read\" in line 1; expected the same f");
    EXPECT_EQ(complaint("{:type :maybe}"),
              "h:1: :type is :maybe; expected :invoke, :ok, :fail or :info");
    EXPECT_EQ(complaint("{:f :read, :process 1}"),
              "h:1: the event has no type; expected invoke, ok, fail or info");
    EXPECT_EQ(complaint("{:f :read, :type :invoke}"),
              "h:1: the event has no process; expected the number of the client");
    EXPECT_EQ(complaint("{:type :invoke, :process 1}"),
              "h:1: the invocation has no f; expected the name of its function");
    EXPECT_EQ(complaint("{:process \"a\"}"),
              "h:1: :process is \"a\"; expected a number from 0 on, or :nemesis");
    EXPECT_EQ(complaint("{\"type\": \"invoked\"}\n"),
              "h:1: the type is \"invoked\"; expected invoke, ok, fail or info");
    EXPECT_EQ(complaint("{\"sm-history\": 2}\n"),
              "h:1: the history is of version 2; this program reads version 1");
}

TEST(HistoryFile, RefusesWhatIsNoHistory) {
    EXPECT_THAT(complaint(""), HasSubstr("h:1: the file is empty"));
    EXPECT_THAT(complaint(" \n\n"), HasSubstr("h:1: the file is empty"));
    EXPECT_THAT(complaint("hello\nworld\n"),
                HasSubstr("h:1: this is not a history in a known format"));
    EXPECT_THAT(complaint("{\"sm-history\": 1}\n"), HasSubstr("there is no event in it"));
    EXPECT_THAT(complaint("INFO jepsen.util - hello\n"), HasSubstr("there is no event in it"));
    EXPECT_THAT(complaint("[]"), HasSubstr("there is no event in it"));
    EXPECT_THAT(complaint("[1 2]", {.format = Format::edn}),
                HasSubstr("h:1: this is not an event; expected a map"));
    EXPECT_THAT(complaint("[{:type :invoke, :process 0, :f :a}] 3"),
                HasSubstr("there is text after the vector of events"));
}

TEST(HistoryFile, RefusesHalfAFileOfEdn) {
    EXPECT_THAT(complaint("{:type :invoke, :process 0, :f :a}\n{:type :ok, :pro"),
                HasSubstr("h:2: it ends inside of a form; is a part of the file missing?"));
    EXPECT_THAT(complaint("[{:type :invoke, :process 0, :f :a}\n"),
                HasSubstr("h:2: it ends inside of the vector of events"));
    EXPECT_THAT(complaint("{:type :invoke, :process 0, :f :a, :value \"x\n"),
                HasSubstr("it ends inside of a text"));
    EXPECT_THAT(complaint("INFO jepsen.util - 0 :invoke :re\n"),
                HasSubstr("h:1: the line ends too early"));
}

TEST(HistoryFile, RefusesValuesThatAreNoEdn) {
    const std::string head = "{:type :invoke, :process 0, :f :a}\n{:type :ok, :process 0, :value ";
    EXPECT_THAT(complaint(head + "01}"), HasSubstr("h:2: \"01\" is not a number"));
    EXPECT_THAT(complaint(head + "{:a 1 :a 2}}"), HasSubstr("h:2: a map has the key :a twice"));
    EXPECT_THAT(complaint(head + "{:a}}"), HasSubstr("a map has a key without a value"));
    EXPECT_THAT(complaint(head + "@x}"), HasSubstr("'@' is not EDN data"));
    EXPECT_THAT(complaint(head + "\"\\q\"}"), HasSubstr("is not an escape"));
    EXPECT_THAT(complaint(head + "#\"x\"}"), HasSubstr("'#' begins no form"));
    EXPECT_THAT(complaint(head + "]"), HasSubstr("']' cannot stand here"));
    EXPECT_THAT(complaint(head + std::string(1, '\0') + "}"), HasSubstr("the byte 0x00"));
    EXPECT_THAT(complaint(head + std::string(1'000'000, '[')),
                HasSubstr("this is nested too deep (400 is the limit)"));
    EXPECT_THAT(complaint("{\"type\":" + std::string(1'000'000, '[')),
                HasSubstr("expected '\"' to begin a string"));
    EXPECT_THAT(complaint("{\"value\":" + std::string(1'000'000, '[')),
                HasSubstr("this is nested too deep (400 is the limit)"));
}

TEST(ParseValue, ReadsEachKindOfEdn) {
    EXPECT_EQ(reprinted("(1, -2 +3 4N)"), "[1 -2 3 4]");
    EXPECT_EQ(reprinted("[1.5 -2e3 1.5M 3M ##Inf 0xff]"), "[1.5 -2000.0 1.5 3.0 ##Inf 255]");
    EXPECT_EQ(reprinted("[1/2 123456789012345678901 1e999]"),
              "[:1/2 :123456789012345678901 :1e999]");
    EXPECT_EQ(reprinted("[\\a \\newline \\u00e4 \\( nil true foo/bar :b]"),
              "[\"a\" \"\\n\" \"ä\" \"(\" nil true :foo/bar :b]");
    EXPECT_EQ(reprinted("\"\\u00e4\\n\\ud83d\\ude00\\101\""), "\"ä\\n\U0001F600A\"");
    EXPECT_EQ(reprinted("#:a{:b 1 :c/d 2}"), "{:a/b 1, :c/d 2}");
    EXPECT_EQ(reprinted("#object[foo.Bar 0x4c2 \"x\"]"), "[:foo.Bar 1218 \"x\"]");
    EXPECT_EQ(reprinted("#_ #_ 1 2 #{3 1 3}"), "#{1 3}");
    EXPECT_THROW(static_cast<void>(sm::history::parse_value("1 2")), BadHistory);
    EXPECT_THROW(static_cast<void>(sm::history::parse_value("")), BadHistory);
}

TEST(ReadHistory, ReadsAFileLargerThanItsWindow) {
    const started::Folder folder;
    std::ofstream file(folder.path / "h.edn");
    constexpr int calls = 20'000;
    for (int i = 0; i < calls; ++i) {
        file << "{:type :invoke, :process 0, :f :write, :value \""
             << std::string(static_cast<std::size_t>(i % 50), 'x')
             << "\"} ; \n{:type :ok, :process 0, :f :write, :value " << i << "}\n";
    }
    file << "{:type :invoke, :process 0, :f :big, :value \"" << std::string(1'000'000, 'y')
         << "\"}";
    file.close();
    const auto history = sm::history::read(folder.path / "h.edn");
    ASSERT_EQ(history.operations.size(), calls + 1U);
    for (int i = 0; i < calls; ++i) {
        const auto& operation = history.operations[static_cast<std::size_t>(i)];
        ASSERT_EQ(operation.value.text().size(), static_cast<std::size_t>(i % 50));
        ASSERT_EQ(operation.answer, Value::integer(i));
    }
    EXPECT_EQ(history.operations.back().value.text().size(), 1'000'000U);
    EXPECT_EQ(history.lines.back(), 2U * calls + 1);
}

TEST(ReadHistory, SaysWhichFileCannotBeRead) {
    EXPECT_THROW(static_cast<void>(sm::history::read("/nonexistent/h.edn")), std::system_error);
    EXPECT_THROW(static_cast<void>(sm::history::read("/")), std::system_error);
}

/// The text with a few of its bytes changed, left out or doubled.
std::string mutated(std::string text, sm::Random& random) {
    constexpr std::string_view bytes = "{}[]()\"\\#;:,_ \n\t0159eENM/.-+'^~@nil\xff\x00\xed";
    for (auto n = 1 + random.below(4); n-- > 0 && !text.empty();) {
        const auto at = random.below(text.size());
        const auto length = 1 + random.below(8);
        switch (random.below(5)) {
            case 0:
                text[at] = bytes[random.below(bytes.size())];
                break;
            case 1:
                text[at] = static_cast<char>(random.below(256));
                break;
            case 2:
                text.erase(at, length);
                break;
            case 3:
                text.insert(at, text.substr(random.below(text.size()), length));
                break;
            default:
                text.resize(at);
        }
    }
    return text;
}

constexpr Format formats[] = {Format::json_lines, Format::edn, Format::log};

/// A history, or refused as none; nothing else may happen.
void expect_read_or_refused(const std::string& text) {
    for (const Format format : formats) {
        try {
            static_cast<void>(sm::history::parse(text, "h", {.format = format}));
        } catch (const BadHistory& bad) {
            EXPECT_THAT(bad.what(), testing::StartsWith("h:"));
        }
    }
}

TEST(ParseHistory, ReadsOrRefusesWhateverIsInAFile) {
    sm::Random random(1);
    for (int i = 0; i < 4'000; ++i) {
        std::ostringstream out;
        write(out, drawn::operations(random, 4), formats[random.below(2)]);
        expect_read_or_refused(mutated(out.str(), random));
    }
}

TEST(ParseHistory, ReadsOrRefusesWhateverIsInALog) {
    const std::string log =
        "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\t[1 2]\n"
        "INFO jepsen.util: :nemesis :info :start \"x\" :y\n";
    sm::Random random(2);
    for (int i = 0; i < 4'000; ++i) expect_read_or_refused(mutated(log, random));
}

}  // namespace
