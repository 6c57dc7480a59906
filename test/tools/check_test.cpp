/// `sm check`: what it prints, and what it exits with.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "started.hpp"

namespace {

using started::Ended;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int valid = 0;
constexpr int invalid = 1;
constexpr int unknown = 2;
constexpr int bad_usage = 64;
constexpr int bad_input = 65;

const std::string appended =
    "{:type :invoke, :process 0, :f :append, :key \"x\", :value \"a\"}\n"
    "{:type :ok, :process 0, :f :append, :key \"x\", :value \"a\"}\n";

std::string got(const std::string& text) {
    return "{:type :invoke, :process 0, :f :get, :key \"x\", :value nil}\n"
           "{:type :ok, :process 0, :f :get, :key \"x\", :value \"" +
           text + "\"}\n";
}

/// Histories in a folder, and the program started there.
class Check : public testing::Test {
 protected:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path / name, std::ios::binary) << text;
    }

    Ended check(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "check");
        return started::run(SM_PROGRAM, arguments, {}, folder_);
    }

    /// Judges one file as a key-value store.
    Ended check_text(const std::string& text) const {
        write("h", text);
        return check({"--model", "key-value", "h"});
    }

    started::Folder folder_;
};

TEST_F(Check, AValidHistoryExitsWithZero) {
    const auto ended = check_text(appended + got("a"));
    EXPECT_EQ(ended.status, valid);
    EXPECT_THAT(ended.out, StartsWith("h: valid\n"));
    EXPECT_THAT(ended.out, HasSubstr("2 operations by 1 client: 2 ok, 0 fail, 0 info; edn"));
    EXPECT_EQ(ended.err, "");
}

TEST_F(Check, AnInvalidHistoryShowsTheViolationsWithTheirLines) {
    const auto ended = check_text(appended + got("b"));
    EXPECT_EQ(ended.status, invalid);
    EXPECT_THAT(ended.out, StartsWith("h: invalid\n"));
    EXPECT_THAT(ended.out, HasSubstr("not linearizable: no order of the calls"));
    EXPECT_THAT(ended.out, HasSubstr("    lines 3 and 4: 0 :get \"x\" → \"b\"\n"));
}

TEST_F(Check, ALimitThatIsReachedIsUnknownAndSaysWhich) {
    std::string text;
    // Appends that all overlap, in orders without number, and a get that none of them gives.
    for (int i = 0; i < 40; ++i) {
        const auto one = std::to_string(i);
        text += "{:type :invoke, :process " + one + ", :f :append, :value \"<" + one + ">\"}\n";
    }
    std::string all;
    for (int i = 39; i >= 0; --i) all += "<" + std::to_string(i) + ">";
    text += "{:type :invoke, :process 40, :f :get}\n{:type :ok, :process 40, :f :get, :value \"" +
            all + "<0>\"}\n";
    for (int i = 0; i < 40; ++i) {
        text += "{:type :ok, :process " + std::to_string(i) + ", :f :append}\n";
    }
    write("h", text);
    const auto ended = check({"--model", "key-value", "--memory-limit", "1KiB", "h"});
    EXPECT_EQ(ended.status, unknown);
    EXPECT_THAT(ended.out, StartsWith("h: unknown\n"));
    EXPECT_THAT(ended.out, HasSubstr("reached its limit of 1 KiB of memory"));
}

TEST_F(Check, JsonIsALineAFile) {
    write("good", appended + got("a"));
    write("bad", appended + got("b"));
    const auto ended =
        check({"--model", "key-value", "--format", "json", "good", "bad", "missing"});
    EXPECT_EQ(ended.status, invalid);
    const auto second = ended.out.find('\n') + 1;
    EXPECT_THAT(ended.out, StartsWith("{\"file\": \"good\", \"verdict\": \"valid\""));
    EXPECT_THAT(ended.out.substr(second),
                StartsWith("{\"file\": \"bad\", \"verdict\": \"invalid\""));
    EXPECT_THAT(ended.out, HasSubstr("\"lines\": [3, 4]"));
    EXPECT_THAT(ended.out, HasSubstr("{\"file\": \"missing\", \"error\": \"missing: No such file"));
    EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 3);
}

TEST_F(Check, JudgesAllFilesWhateverOneOfThemIs) {
    write("good", appended + got("a"));
    write("bad", appended + got("b"));
    const auto ended = check({"--model", "key-value", "missing", "bad", "good"});
    EXPECT_EQ(ended.status, invalid);
    EXPECT_THAT(ended.out, HasSubstr("missing: not judged"));
    EXPECT_THAT(ended.out, HasSubstr("bad: invalid"));
    EXPECT_THAT(ended.out, HasSubstr("good: valid"));
    EXPECT_EQ(check({"--model", "key-value", "good", "missing"}).status, bad_input);
}

TEST_F(Check, ReadsStandardInput) {
    write("h", appended + got("a"));
    const auto ended =
        started::run("/bin/sh", {"-c", SM_PROGRAM " check --model key-value - < h"}, {}, folder_);
    EXPECT_EQ(ended.status, valid);
    EXPECT_THAT(ended.out, StartsWith("standard input: valid\n"));
    const auto pipe = started::run(
        "/bin/sh", {"-c", "/bin/cat h | " SM_PROGRAM " check --model key-value -"}, {}, folder_);
    EXPECT_EQ(pipe.status, valid);
}

TEST_F(Check, NamesWhatIsWrongInAFile) {
    const auto complaint = [&](const std::string& text) {
        const auto ended = check_text(text);
        EXPECT_EQ(ended.status, bad_input) << ended.out;
        return ended.out;
    };
    EXPECT_THAT(complaint(appended + "{:type :ok, :pro"),
                HasSubstr("h:3: it ends inside of a form; is a part of the file missing?"));
    EXPECT_THAT(complaint(appended + "{:type :ok, :process 7, :f :get, :value nil}"),
                HasSubstr("h:3: process 7 has an ok without an invocation"));
    EXPECT_THAT(complaint("[1 2 3]"), HasSubstr("h:1: this is not a history in a known format"));
    EXPECT_THAT(complaint("{:a 1}"), HasSubstr("h:1: the event has no type"));
    EXPECT_THAT(complaint(""), HasSubstr("h:1: the file is empty"));
}

TEST_F(Check, NamesAFileThatCannotBeRead) {
    const auto missing = check({"--model", "key-value", "nowhere"});
    EXPECT_EQ(missing.status, bad_input);
    EXPECT_THAT(missing.out, HasSubstr("nowhere: No such file or directory"));
    const auto folder = check({"--model", "key-value", "/tmp"});
    EXPECT_EQ(folder.status, bad_input);
    EXPECT_THAT(folder.out, HasSubstr("/tmp: Is a directory"));
}

TEST_F(Check, AHistoryOfAnotherModelIsBadInput) {
    write("h", "{:type :invoke, :process 0, :f :enqueue, :value 1}\n");
    const auto ended = check({"--model", "key-value", "h"});
    EXPECT_EQ(ended.status, bad_input);
    EXPECT_THAT(ended.out,
                HasSubstr("h: this is not a history of the model key-value: 0 :enqueue 1"));
}

TEST_F(Check, WarnsOfHalfALastLine) {
    const auto ended = check_text(
        "{\"type\": \"invoke\", \"process\": 0, \"f\": \"append\", \"value\": \"a\"}\n{\"type");
    EXPECT_EQ(ended.status, valid);
    EXPECT_THAT(ended.out, HasSubstr("  warning: h:2: the last line is half an event"));
}

TEST_F(Check, RefusesAModelThatThereIsNotAndNamesTheNearest) {
    const auto ended = check({"--model", "key-vale", "h"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("there is no model \"key-vale\"; did you mean key-value?"));
    EXPECT_THAT(ended.err, HasSubstr("list-append"));
}

TEST_F(Check, RefusesAnOptionThatThereIsNotAndNamesTheNearest) {
    const auto ended = check({"--modle", "key-value", "h"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("there is no option --modle; did you mean --model?"));
}

TEST_F(Check, RefusesValuesOfOptionsByName) {
    const auto complaint = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--model", "counter-bounds", "h"});
        const auto ended = check(arguments);
        EXPECT_EQ(ended.status, bad_usage);
        return ended.err;
    };
    EXPECT_THAT(complaint({"--time-limit", "60"}),
                HasSubstr("--time-limit is \"60\"; expected a time with its unit, like 500ms"));
    EXPECT_THAT(complaint({"--memory-limit", "1GB"}),
                HasSubstr("--memory-limit is \"1GB\"; expected a size with its unit"));
    EXPECT_THAT(complaint({"--initial", "["}), HasSubstr("--initial is not a value in EDN"));
    EXPECT_THAT(complaint({"--format", "xml"}), HasSubstr("xml"));
    EXPECT_THAT(complaint({"--independent", "perhaps"}), HasSubstr("perhaps"));
    EXPECT_THAT(complaint({"--consistency-model", "serializable"}),
                HasSubstr("the model counter-bounds takes no --consistency-model; these do: "
                          "register cas-register set multiset queue stack priority-queue counter "
                          "mutex list-append rw-register\n"));
}

TEST_F(Check, RefusesAConsistencyModelThatThereIsNot) {
    const auto ended =
        check({"--model", "list-append", "--consistency-model", "serialisable", "h"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("did you mean serializable?"));
}

TEST_F(Check, ItsHelpListsModelsAndExitCodes) {
    const auto ended = check({"--help"});
    EXPECT_EQ(ended.status, 0);
    for (const auto* word : {"key-value", "set-full", "list-append", "bank", "Exit code"}) {
        EXPECT_THAT(ended.out, HasSubstr(word));
    }
}

TEST_F(Check, ABankIsToldItsAccounts) {
    write("h",
          "{:type :invoke, :process 0, :f :read}\n"
          "{:type :ok, :process 0, :f :read, :value {0 4, 1 5}}\n");
    EXPECT_EQ(check({"--model", "bank", "--accounts", "[0 1]", "--total", "9", "h"}).status, valid);
    EXPECT_EQ(check({"--model", "bank", "--accounts", "[0 1]", "--total", "10", "h"}).status,
              invalid);
    const auto ended = check({"--model", "bank", "h"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("--accounts '[0 1 2]' --total 100"));
}

}  // namespace
