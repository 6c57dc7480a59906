// The examples of docs/history-format.md, each of which is a history.
#include <sm/history/writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "blocks.hpp"

namespace {

constexpr const char* document = "docs/history-format.md";

/// The operations of each example in this notation, in the words of `show`.
std::vector<std::vector<std::string>> examples(const std::string& language,
                                               sm::history::Format format) {
    std::vector<std::vector<std::string>> all;
    for (const auto& block : docs::blocks(document, language)) {
        const auto history = sm::history::parse(block, document);
        EXPECT_EQ(history.format, format);
        auto& shown = all.emplace_back();
        for (const auto& operation : history.operations) shown.push_back(to_string(operation));
    }
    return all;
}

using Shown = std::vector<std::string>;

TEST(Format, ItsJsonLinesAreRead) {
    EXPECT_THAT(
        examples("jsonl", sm::history::Format::json_lines),
        testing::ElementsAre(
            Shown{"0 :write 3 → :info (\"timed out\")", "1 :read → 3",
                  "nemesis :kill [\"n1\" \"n2\"] → :info"},
            Shown{
                "0 :txn [[:append \"x\" 1] [:r \"y\" nil]] → [[:append \"x\" 1] [:r \"y\" [2 3]]]",
                "1 :read → {0 10, 1 -2}", "2 :read \"k1\" → #{1 2 3}"}));
}

TEST(Format, ItsEdnIsRead) {
    EXPECT_THAT(examples("edn", sm::history::Format::edn),
                testing::ElementsAre(
                    Shown{"0 :cas [1 2] → :fail (:not-found)",
                          "nemesis :start-partition :majority → {\"n1\" #{\"n2\" \"n3\"}}"},
                    Shown{"4 :txn [[:r 5 nil]] → [[:r 5 [1 2]]]"},
                    Shown{"0 :write 7 1 → 1", "0 :read 7 → 1"}));
}

TEST(Format, ItsLogIsRead) {
    EXPECT_THAT(examples("log", sm::history::Format::log),
                testing::ElementsAre(Shown{"0 :read → 3", "1 :cas [3 4] → :info (:timed-out)"}));
}

}  // namespace
