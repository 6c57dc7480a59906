#include <sm/base/misuse.hpp>
#include <sm/history/history_writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "history/drawn_operations.hpp"
#include "started.hpp"

namespace {

using sm::Datum;
using sm::Ending;
using sm::HistoryFormat;
using sm::Operation;
using testing::HasSubstr;

constexpr HistoryFormat written_formats[] = {HistoryFormat::json_lines, HistoryFormat::edn};

std::string written(const sm::Operations& operations, HistoryFormat format) {
    std::ostringstream out;
    write_history(out, operations, format);
    return out.str();
}

sm::Operations read(const std::string& text) {
    return sm::parse_history(text, "h", {.keyed = sm::KeyedValues::no}).operations;
}

/// With stamps from 0 in steps of 1: what a file can tell of them.
sm::Operations renumbered(sm::Operations operations) {
    std::map<sm::Stamp, sm::Stamp> stamps;
    for (const Operation& operation : operations) {
        stamps[operation.invoked];
        if (!operation.open()) stamps[operation.returned];
    }
    sm::Stamp next = 0;
    for (auto& [stamp, number] : stamps) number = next++;
    for (Operation& operation : operations) {
        operation.invoked = stamps[operation.invoked];
        if (!operation.open()) operation.returned = stamps[operation.returned];
    }
    return operations;
}

/// All that is in an operation.
std::string full(const Operation& operation) {
    std::ostringstream text;
    text << show(operation) << " value " << show(operation.value) << " key " << show(operation.key)
         << " error " << show(operation.error) << " ending " << static_cast<int>(operation.ending)
         << " [" << operation.invoked << ", " << operation.returned << "] "
         << operation.began.count() << " to " << operation.ended.count();
    return text.str();
}

bool same(const Operation& a, const Operation& b) {
    return a.process == b.process && a.function == b.function && a.key == b.key &&
           a.value == b.value && a.answer == b.answer && a.ending == b.ending &&
           a.error == b.error && a.invoked == b.invoked && a.returned == b.returned &&
           a.began == b.began && a.ended == b.ended;
}

Operation begun(std::int64_t process, const std::string& function) {
    Operation operation;
    operation.process = process;
    operation.function = function;
    return operation;
}

TEST(WriteHistory, ReadsBackAsItWas) {
    sm::Random random(1);
    for (int i = 0; i < 2'000; ++i) {
        const auto operations = renumbered(drawn::operations(random, 1 + random.below(12)));
        for (const HistoryFormat format : written_formats) {
            const auto text = written(operations, format);
            const auto back = renumbered(read(text));
            ASSERT_EQ(back.size(), operations.size()) << text;
            for (std::size_t at = 0; at < back.size(); ++at) {
                ASSERT_TRUE(same(back[at], operations[at])) << full(back[at]) << "\n"
                                                            << full(operations[at]) << "\n"
                                                            << text;
            }
        }
    }
}

TEST(WriteHistory, WritesAnEventALine) {
    Operation write = begun(3, "write");
    write.key = Datum::text("x");
    write.value = write.answer = Datum::integer(1);
    write.ending = Ending::answered;
    write.invoked = 0;
    write.returned = 2;
    Operation kill = begun(Operation::nemesis, "kill");
    kill.value = Datum::name("n1");
    kill.invoked = 1;
    EXPECT_EQ(written({write, kill}, HistoryFormat::json_lines),
              "{\"sm-history\":1}\n"
              "{\"type\":\"invoke\",\"process\":3,\"f\":\"write\",\"key\":\"x\",\"value\":1}\n"
              "{\"type\":\"invoke\",\"process\":\"nemesis\",\"f\":\"kill\",\"value\":\":n1\"}\n"
              "{\"type\":\"ok\",\"process\":3,\"f\":\"write\",\"key\":\"x\",\"value\":1}\n");
    EXPECT_EQ(written({write}, HistoryFormat::edn),
              "{:index 0, :type :invoke, :process 3, :f :write, :key \"x\", :value 1}\n"
              "{:index 1, :type :ok, :process 3, :f :write, :key \"x\", :value 1}\n");
}

/// An answered operation of the process, from stamp to stamp.
Operation call(std::int64_t process, sm::Stamp invoked, sm::Stamp returned) {
    Operation operation = begun(process, "f");
    operation.ending = Ending::answered;
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

TEST(WriteHistory, KeepsCallsConcurrentWhoseStampsAreEqual) {
    for (const HistoryFormat format : written_formats) {
        const auto back = read(written({call(0, 1, 5), call(1, 5, 6), call(0, 5, 5)}, format));
        ASSERT_EQ(back.size(), 3U);
        const auto& first = back[0];
        const auto& other = back[1];
        EXPECT_EQ(other.process, 1);
        EXPECT_LT(other.invoked, first.returned);
        EXPECT_LT(first.returned, back[2].invoked);
    }
}

TEST(WriteHistory, RefusesAProcessThatIsInTwoOperations) {
    const sm::Operations two{call(0, 1, 5), call(0, 3, 6)};
    EXPECT_THROW(written(two, HistoryFormat::edn), sm::Misuse);
}

TEST(WriteHistory, RefusesToWriteALog) {
    EXPECT_THROW(written({}, HistoryFormat::log), sm::Misuse);
}

TEST(HistoryWriter, WhatItWroteIsThereAtOnce) {
    const started::Folder folder;
    const auto path = folder.path / "h.jsonl";
    sm::HistoryWriter writer(path);
    writer.invoke({.process = 0, .function = "write", .value = Datum::integer(3)});
    EXPECT_TRUE(sm::read_history(path).operations.at(0).open());
    writer.complete({.process = 0, .answer = Datum::integer(3), .at = sm::Duration{7}});
    writer.invoke({.process = 1, .function = "read", .at = sm::Duration{8}});
    writer.complete({.process = 1, .ending = Ending::timed_out, .error = Datum::name("slow")});
    const auto all = sm::read_history(path).operations;
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(show(all[0]), "0 :write 3 → 3");
    EXPECT_EQ(show(all[1]), "1 :read → :info (:slow)");
    EXPECT_EQ(all[0].ended.count(), 7);
}

TEST(HistoryWriter, RefusesWhatCouldNotBeReadBack) {
    const started::Folder folder;
    sm::HistoryWriter writer(folder.path / "h.edn", HistoryFormat::edn);
    EXPECT_THROW(writer.complete({.process = 0}), sm::Misuse);
    writer.invoke({.process = 0, .function = "f"});
    EXPECT_THROW(writer.invoke({.process = 0, .function = "f"}), sm::Misuse);
    writer.complete({.process = 0, .ending = Ending::unknown});
    EXPECT_THROW(writer.invoke({.process = 0, .function = "f"}), sm::Misuse);
}

}  // namespace
