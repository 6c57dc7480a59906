#include <sm/base/misuse.hpp>
#include <sm/history/writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "history/drawn_operations.hpp"
#include "started.hpp"

namespace {

using sm::Ending;
using sm::history::Format;
using sm::history::Operation;
using sm::history::Value;
using testing::HasSubstr;

constexpr Format written_formats[] = {Format::json_lines, Format::edn};

std::string written(const sm::history::Operations& operations, Format format) {
    std::ostringstream out;
    write(out, operations, format);
    return out.str();
}

sm::history::Operations read(const std::string& text) {
    return sm::history::parse(text, "h", {.keyed = sm::history::KeyedValues::no}).operations;
}

/// With timestamps from 0 in steps of 1: what a file can tell of them.
sm::history::Operations renumbered(sm::history::Operations operations) {
    std::map<sm::Timestamp, sm::Timestamp> timestamps;
    for (const Operation& operation : operations) {
        timestamps[operation.invoked];
        if (!operation.indeterminate()) timestamps[operation.returned];
    }
    sm::Timestamp next = 0;
    for (auto& [timestamp, number] : timestamps) number = next++;
    for (Operation& operation : operations) {
        operation.invoked = timestamps[operation.invoked];
        if (!operation.indeterminate()) operation.returned = timestamps[operation.returned];
    }
    return operations;
}

/// All that is in an operation.
std::string full(const Operation& operation) {
    std::ostringstream text;
    text << to_string(operation) << " value " << to_string(operation.value) << " key "
         << to_string(operation.key) << " error " << to_string(operation.error) << " ending "
         << static_cast<int>(operation.ending) << " [" << operation.invoked << ", "
         << operation.returned << "] " << operation.began.count() << " to "
         << operation.ended.count();
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
        for (const Format format : written_formats) {
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
    write.key = Value::text("x");
    write.value = write.answer = Value::integer(1);
    write.ending = Ending::answered;
    write.invoked = 0;
    write.returned = 2;
    Operation kill = begun(Operation::nemesis, "kill");
    kill.value = Value::name("n1");
    kill.invoked = 1;
    EXPECT_EQ(written({write, kill}, Format::json_lines),
              "{\"sm-history\":1}\n"
              "{\"type\":\"invoke\",\"process\":3,\"f\":\"write\",\"key\":\"x\",\"value\":1}\n"
              "{\"type\":\"invoke\",\"process\":\"nemesis\",\"f\":\"kill\",\"value\":\":n1\"}\n"
              "{\"type\":\"ok\",\"process\":3,\"f\":\"write\",\"key\":\"x\",\"value\":1}\n");
    EXPECT_EQ(written({write}, Format::edn),
              "{:index 0, :type :invoke, :process 3, :f :write, :key \"x\", :value 1}\n"
              "{:index 1, :type :ok, :process 3, :f :write, :key \"x\", :value 1}\n");
}

/// An answered operation of the process, from timestamp to timestamp.
Operation call(std::int64_t process, sm::Timestamp invoked, sm::Timestamp returned) {
    Operation operation = begun(process, "f");
    operation.ending = Ending::answered;
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

TEST(WriteHistory, KeepsCallsConcurrentWhoseStampsAreEqual) {
    for (const Format format : written_formats) {
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
    const sm::history::Operations two{call(0, 1, 5), call(0, 3, 6)};
    EXPECT_THROW(written(two, Format::edn), sm::Misuse);
}

TEST(WriteHistory, RefusesToWriteALog) { EXPECT_THROW(written({}, Format::log), sm::Misuse); }

TEST(HistoryWriter, WhatItWroteIsThereAtOnce) {
    const started::Folder folder;
    const auto path = folder.path / "h.jsonl";
    sm::history::Writer writer(path);
    writer.invoke({.process = 0, .function = "write", .value = Value::integer(3)});
    EXPECT_TRUE(sm::history::read(path).operations.at(0).indeterminate());
    writer.complete({.process = 0, .answer = Value::integer(3), .at = sm::Duration{7}});
    writer.invoke({.process = 1, .function = "read", .at = sm::Duration{8}});
    writer.complete({.process = 1, .ending = Ending::timed_out, .error = Value::name("slow")});
    const auto all = sm::history::read(path).operations;
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(to_string(all[0]), "0 :write 3 → 3");
    EXPECT_EQ(to_string(all[1]), "1 :read → :info (:slow)");
    EXPECT_EQ(all[0].ended.count(), 7);
}

TEST(HistoryWriter, RefusesWhatCouldNotBeReadBack) {
    const started::Folder folder;
    sm::history::Writer writer(folder.path / "h.edn", Format::edn);
    EXPECT_THROW(writer.complete({.process = 0}), sm::Misuse);
    writer.invoke({.process = 0, .function = "f"});
    EXPECT_THROW(writer.invoke({.process = 0, .function = "f"}), sm::Misuse);
    writer.complete({.process = 0, .ending = Ending::unknown});
    EXPECT_THROW(writer.invoke({.process = 0, .function = "f"}), sm::Misuse);
}

}  // namespace
