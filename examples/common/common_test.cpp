// What the examples share: base64, trying again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base64.hpp"
#include "patiently.hpp"

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
