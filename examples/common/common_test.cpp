// What the examples share: base64, the stock of clusters, trying again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

#include "base64.hpp"
#include "patiently.hpp"
#include "stock.hpp"

namespace {

using namespace std::chrono_literals;
using common::from_base64;
using common::to_base64;

TEST(Base64, IsThatOfTheStandard) {  // RFC 4648, section 10
    const std::pair<const char*, const char*> vectors[]{{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, CarriesAllBytes) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            ASSERT_EQ(from_base64(to_base64(bytes)), bytes);
        }
    }
}

TEST(Base64, RefusesOtherText) {
    for (const auto* text : {"Z", "Zg=", "Z===", "Zm9v=", "Zm9v====", "Zg==Zg==", "Zm-_", "Zm 8="})
        EXPECT_THROW(from_base64(text), std::invalid_argument) << text;
}

struct Cluster {
    int number = 0;
    int renewed = 0;
};

/// A stock of one cluster at a time, which counts those that were made.
class OneCluster {
 public:
    explicit OneCluster(common::Stock<Cluster>::Renew renew)
        : stock_([this] { return std::make_unique<Cluster>(Cluster{++made_}); }, std::move(renew),
                 {.lines = 1, .living = 1}) {}

    std::shared_ptr<Cluster> take() { return stock_.take(); }

 private:
    std::atomic<int> made_ = 0;
    common::Stock<Cluster> stock_;
};

TEST(Stock, UsesAClusterAgainOnceItIsRenewed) {
    OneCluster stock([](Cluster& used) { return ++used.renewed > 0; });
    EXPECT_EQ(stock.take()->number, 1);
    const auto again = stock.take();
    EXPECT_EQ(again->number, 1);
    EXPECT_EQ(again->renewed, 1);
}

TEST(Stock, ReplacesAClusterThatDoesNotRecover) {
    OneCluster stock([](Cluster&) { return false; });
    EXPECT_EQ(stock.take()->number, 1);
    EXPECT_EQ(stock.take()->number, 2);
}

TEST(Stock, ReplacesAClusterThatCannotBeRenewed) {
    OneCluster stock([](Cluster&) -> bool { throw std::runtime_error("its engine is gone"); });
    EXPECT_EQ(stock.take()->number, 1);
    EXPECT_EQ(stock.take()->number, 2);
}

TEST(Stock, ThrowsWhatMakingThrewAndTriesAgain) {
    std::atomic<int> tries = 0;
    common::Stock<Cluster> stock(
        [&]() -> std::unique_ptr<Cluster> {
            if (++tries == 1) throw std::runtime_error("no engine");
            return std::make_unique<Cluster>();
        },
        [](Cluster&) { return true; }, {.lines = 1, .living = 1});
    EXPECT_THROW(stock.take(), std::runtime_error);
    EXPECT_NE(stock.take(), nullptr);
}

TEST(Patiently, TriesAgainWhatIsRefused) {
    int tries = 0;
    const auto once = [&] {
        if (++tries < 3) throw sm::Refused("not yet");
        return tries;
    };
    EXPECT_EQ(common::patiently(1h, 1us, once), 3);
}

TEST(Patiently, TriesOnceWithoutPatience) {
    int tries = 0;
    const auto once = [&] {
        ++tries;
        throw sm::Refused("no");
    };
    EXPECT_THROW(common::patiently(0s, 1us, once), sm::Refused);
    EXPECT_EQ(tries, 1);
}

TEST(Patiently, NeverTriesAgainWhatMayHaveHappened) {
    int tries = 0;
    const auto once = [&] {
        ++tries;
        throw sm::Unknown("perhaps");
    };
    EXPECT_THROW(common::patiently(1h, 1us, once), sm::Unknown);
    EXPECT_EQ(tries, 1);
}

}  // namespace
