#include <sm/base/misuse.hpp>
#include <sm/spec/fault.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using testing::HasSubstr;

struct Sink {};

struct Drown {
    static constexpr std::string_view fault_name = "drown";
    std::vector<std::string> nodes{};
    void inject(Sink&) const {}
};

struct Slur {
    static constexpr std::string_view fault_name = "slur";
    std::vector<std::string> nodes{};
    double share = 0.5;
    std::map<std::string, int> by{};
    void inject(Sink&) const {}
};

struct Halt {
    static constexpr std::string_view fault_name = "halt";
    void inject(Sink&) const {}
};

template <class T>
T read(const char* arguments) {
    return sm::Fault(std::string(T::fault_name), sm::parse_tree(arguments)).as<T>();
}

template <class T>
std::string misuse(const char* arguments) {
    try {
        read<T>(arguments);
    } catch (const sm::Misuse& caught) {
        return caught.what();
    }
    return "nothing was thrown";
}

TEST(Fault, OfAStructWithOneFieldIsWrittenAsThatFieldAlone) {
    const sm::Fault fault = Drown{{"n1", "n2"}};
    EXPECT_EQ(to_string(fault), R"(drown ["n1", "n2"])");
    EXPECT_TRUE(fault.is<Drown>());
    EXPECT_EQ(fault.as<Drown>().nodes, (std::vector<std::string>{"n1", "n2"}));
    EXPECT_EQ(to_string(sm::Fault(Halt{})), "halt");
}

TEST(Fault, OfSeveralFieldsLeavesOutThoseThatHaveTheirDefaults) {
    EXPECT_EQ(to_string(sm::Fault(Slur{.nodes = {"n1"}})), R"(slur {nodes: ["n1"]})");
    EXPECT_EQ(to_string(sm::Fault(Slur{.share = 0.25, .by = {{"n1", 2}}})),
              R"(slur {share: 0.25, by: {"n1": 2}})");
}

TEST(Fault, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(read<Drown>("n1").nodes, std::vector<std::string>{"n1"});
    EXPECT_EQ(read<Drown>("{nodes: [n1]}").nodes, std::vector<std::string>{"n1"});
    const auto slur = read<Slur>("{nodes: n2, by: {n1: 3}}");
    EXPECT_EQ(slur.nodes, std::vector<std::string>{"n2"});
    EXPECT_EQ(slur.share, 0.5);
    EXPECT_EQ(slur.by, (std::map<std::string, int>{{"n1", 3}}));
    EXPECT_EQ(read<Slur>("none").share, 0.5);
}

TEST(Fault, SaysWhichFieldIsNoneAndWhatIsWrongWithOne) {
    EXPECT_EQ(
        misuse<Slur>("{shar: 1}"),
        "slur {shar: 1}: there is no field `shar`; did you mean share?; its fields are nodes, "
        "share, by");
    EXPECT_THAT(misuse<Slur>("[n1]"), HasSubstr("it has several fields; name them, as in {nodes:"));
    EXPECT_THAT(misuse<Slur>("{by: {n1: many}}"), HasSubstr("Slur.by"));
    EXPECT_THAT(misuse<Halt>("[n1]"), HasSubstr("it takes no arguments"));
    EXPECT_THROW(sm::Fault("halt").as<Drown>(), sm::Misuse);
}

}  // namespace
