/// `sm check`: the whole of what it says where it cannot judge.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "started.hpp"

namespace {

using started::Ended;
using testing::MatchesRegex;

constexpr int unknown = 2;
constexpr int bad_usage = 64;
constexpr int bad_input = 65;

const std::string written =
    "{:type :invoke, :process 0, :f :write, :value 1}\n"
    "{:type :ok, :process 0, :f :write, :value 1}\n";

class CheckMessages : public testing::Test {
 protected:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path / name, std::ios::binary) << text;
    }

    Ended check(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "check");
        return started::run(SM_PROGRAM, arguments, {}, folder_);
    }

    /// What is said of a file with this text, which must be bad input, after `h: not judged`.
    std::string of_file(const std::string& text, const std::string& model = "register") const {
        write("h", text);
        const auto ended = check({"--model", model, "h"});
        EXPECT_EQ(ended.status, bad_input);
        EXPECT_EQ(ended.err, "");
        const std::string front = "h: not judged\n  ";
        EXPECT_EQ(ended.out.substr(0, front.size()), front);
        return ended.out.substr(std::min(front.size(), ended.out.size()));
    }

    /// What is said of these arguments, which must be bad usage.
    std::string of_usage(const std::vector<std::string>& arguments) const {
        const auto ended = check(arguments);
        EXPECT_EQ(ended.status, bad_usage);
        EXPECT_EQ(ended.out, "");
        return ended.err;
    }

    started::Folder folder_;
};

TEST_F(CheckMessages, OfHalfAHistory) {
    EXPECT_EQ(of_file(written.substr(0, written.size() - 20)),
              "h:2: it ends inside of a word; is a part of the file missing?\n");
    EXPECT_EQ(of_file("{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"}\n"
                      "{\"type\": \"ok\", \"proc\n"
                      "{\"type\": \"invoke\", \"process\": 1, \"f\": \"read\"}\n"),
              "h:2: the line ends inside of an event\n");
}

TEST_F(CheckMessages, OfAFileThatIsNoHistory) {
    EXPECT_EQ(of_file("{:deps {org.clojure/clojure {:mvn/version \"1.11\"}}}\n"),
              "h:1: the event has no type; expected invoke, ok, fail or info\n");
    EXPECT_EQ(of_file("hello\n"),
              "h:1: this is not a history in a known format; expected JSON lines ({\"type\": "
              "\"invoke\", ...}), Jepsen's history.edn ({:type :invoke, ...}) or Jepsen's "
              "log\n");
    EXPECT_EQ(of_file(""), "h:1: the file is empty; a history has a line for each event\n");
    write("project.edn", "(defproject x \"1.0\")\n");
    EXPECT_EQ(
        check({"--model", "register", "project.edn"}).out,
        "project.edn: not judged\n"
        "  project.edn:1: this is not an event; expected a map, as in {:type :invoke, :process "
        "0, :f :read, :value nil}\n");
}

TEST_F(CheckMessages, OfAHistoryOfAnotherModel) {
    EXPECT_EQ(
        of_file("{:type :invoke, :process 0, :f :enqueue, :value 1}\n"),
        "h: this is not a history of the model register: operation 0 of the history, `0 "
        ":enqueue 1 → :info`, does not fit a register: its functions are :read, :write; rename "
        "the function, choose another object, or leave the operation out\n");
}

TEST_F(CheckMessages, OfAHistoryOfAnotherModelWithKeys) {
    EXPECT_EQ(of_file("{:type :invoke, :process 0, :f :write, :key :x, :value 1}\n"
                      "{:type :ok, :process 0, :f :write, :key :x, :value 1}\n"
                      "{:type :invoke, :process 0, :f :push, :key :y, :value 1}\n"),
              "h: this is not a history of the model register: among the operations of key :y: "
              "operation 0 of the history, `0 :push :y 1 → :info`, does not fit a register: its "
              "functions are :read, :write; rename the function, choose another object, or leave "
              "the operation out\n");
}

TEST_F(CheckMessages, OfAFileThatIsNotThere) {
    const auto ended = check({"--model", "register", "nowhere.edn"});
    EXPECT_EQ(ended.status, bad_input);
    EXPECT_EQ(ended.out,
              "nowhere.edn: not judged\n"
              "  nowhere.edn: No such file or directory; expected a file with a history, or - for "
              "standard input\n");
}

TEST_F(CheckMessages, OfOneFailureAmongManyFiles) {
    const std::string valid =
        ": valid\n"
        "  1 operation by 1 client: 1 ok, 0 fail, 0 info; edn\n"
        "  keys: values are not [key value] throughout\n"
        "  linearizable register: valid (zones, as every write has its own value)\n";
    write("a", written);
    write("b", written.substr(0, 60));
    write("c", written);
    const auto ended = check({"--model", "register", "a", "b", "c"});
    EXPECT_EQ(ended.status, bad_input);
    EXPECT_EQ(ended.out, "a" + valid +
                             "b: not judged\n"
                             "  b:2: it ends inside of a form; is a part of the file missing?\n" +
                             "c" + valid);
}

TEST_F(CheckMessages, OfAMissingModelOrFile) {
    write("h", written);
    EXPECT_EQ(of_usage({"--model", "register"}),
              "sm check: no file is given; expected files with histories, or - for standard "
              "input\n");
    const std::string models =
        " register cas-register set multiset queue stack priority-queue counter mutex key-value "
        "final-set set-full set-full-linearizable total-queue exactly-once-queue unique-ids "
        "counter-bounds stats bank bank-with-credit long-fork list-append rw-register\n";
    EXPECT_EQ(of_usage({"h"}), "sm check: no model is given; --model needs one of these:" + models);
    EXPECT_EQ(
        of_usage({"--model", "regster", "h"}),
        "sm check: there is no model \"regster\"; did you mean register? There are:" + models);
}

TEST_F(CheckMessages, OfAConsistencyModelThatAnObjectDoesNotHave) {
    EXPECT_EQ(of_usage({"--model", "queue", "--consistency-model", "serializable", "h"}),
              "sm check: there is no consistency model of an object \"serializable\"; there are: "
              "linearizable, sequential\n");
}

/// Appends that all overlap, in orders without number, and a get that none of them gives.
std::string without_end() {
    std::string text;
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
    return text;
}

TEST_F(CheckMessages, OfALimitOfMemory) {
    write("h", without_end());
    const auto ended = check({"--model", "key-value", "--memory-limit", "64KiB", "h"});
    EXPECT_EQ(ended.status, unknown);
    EXPECT_THAT(ended.out,
                MatchesRegex("h: unknown\n"
                             "  41 operations by 41 clients: 41 ok, 0 fail, 0 info; edn\n"
                             "  keys: values are not .key value. throughout\n"
                             "  linearizable key-value store: unknown .a search, as appended texts "
                             "may have any order.\n"
                             "    the search reached its limit of 64 KiB of memory, after [0-9]+ "
                             "states\n"
                             "    calls: 41\n"
                             "    states explored: [0-9]+\n"
                             "  judged within --time-limit 60s --memory-limit 64KiB\n"));
}

TEST_F(CheckMessages, OfALimitOfTime) {
    write("h", without_end());
    const auto ended = check({"--model", "key-value", "--time-limit", "50ms", "h"});
    EXPECT_EQ(ended.status, unknown);
    EXPECT_THAT(ended.out,
                MatchesRegex("h: unknown\n(.|\n)*    the search reached its limit of [0-9]+ ms, "
                             "after [0-9]+ states\n(.|\n)*"
                             "  judged within --time-limit 50ms --memory-limit 1GiB\n"));
}

}  // namespace
