#include <sm/value/schema.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "samples.hpp"

using sm::Schema;
using sm::schema_of;
using testing::ElementsAre;
using Kind = sm::Schema::Kind;

namespace {

/// A domain as another room would define it.
template <std::int64_t low, std::int64_t high>
class Between {
 public:
    explicit Between(std::int64_t value) : value_(value) {}
    std::int64_t get() const { return value_; }

 private:
    std::int64_t value_;
};

}  // namespace

template <std::int64_t low, std::int64_t high>
struct sm::detail::Adapter<Between<low, high>> {
    static Tree write(const Between<low, high>& value) { return Tree(value.get()); }
    static Between<low, high> read(const Tree& tree, const Path& path) {
        return Between<low, high>{read_signed(tree, low, high, path)};
    }
    static Schema describe() {
        Schema schema = schema_of<std::int64_t>();
        schema.min = low;
        schema.max = static_cast<std::uint64_t>(high);
        return schema;
    }
};

TEST(Schema, KnowsTheRangeOfIntegers) {
    EXPECT_EQ(schema_of<std::int8_t>().min, -128);
    EXPECT_EQ(schema_of<std::int8_t>().signed_max(), 127);
    EXPECT_TRUE(schema_of<std::int8_t>().is_signed);
    EXPECT_EQ(schema_of<std::uint64_t>().min, 0);
    EXPECT_EQ(schema_of<std::uint64_t>().max, std::numeric_limits<std::uint64_t>::max());
    EXPECT_FALSE(schema_of<std::uint64_t>().is_signed);
}

TEST(Schema, KnowsFieldsAndTheirSchemas) {
    const auto& schema = schema_of<samples::Put>();
    EXPECT_EQ(schema.kind, Kind::record);
    EXPECT_EQ(schema.type, "Put");
    EXPECT_THAT(schema.names, ElementsAre("key", "value"));
    EXPECT_THAT(schema.parts[0]->enumerators, ElementsAre("x", "y", "z"));
    EXPECT_EQ(&*schema.parts[1], &schema_of<int>());
}

TEST(Schema, KnowsAlternativesByTheirTags) {
    EXPECT_THAT(schema_of<samples::Command>().names, ElementsAre("Put", "Get", "Flush"));
    EXPECT_THAT((schema_of<std::variant<std::monostate, int, std::string, unsigned>>().names),
                ElementsAre("none", "int", "text", "uint"));
    EXPECT_THAT((schema_of<std::variant<int, long, bool>>().names),
                ElementsAre("at0", "at1", "bool"));
}

TEST(Schema, KnowsTheShapesOfContainers) {
    EXPECT_EQ(schema_of<std::vector<int>>().kind, Kind::list);
    EXPECT_EQ(schema_of<std::set<int>>().kind, Kind::set);
    EXPECT_TRUE(schema_of<std::set<int>>().distinct);
    EXPECT_EQ((schema_of<std::map<int, bool>>().parts[1]->kind), Kind::boolean);
    EXPECT_EQ((schema_of<std::array<int, 3>>().min_size), 3);
    EXPECT_EQ((schema_of<std::array<int, 3>>().max_size), 3);
    EXPECT_EQ((schema_of<std::pair<int, bool>>().parts.size()), 2);
    EXPECT_EQ(schema_of<std::optional<int>>().kind, Kind::optional);
    EXPECT_EQ(schema_of<std::chrono::milliseconds>().unit, "ms");
    EXPECT_EQ(schema_of<samples::Frames>().unit, "[1/30]s");
    EXPECT_EQ(schema_of<samples::Account>().kind, Kind::record);
    EXPECT_EQ(schema_of<samples::Flush>().parts.size(), 0);
}

TEST(Schema, OfATypeWithinItselfEndsWhereItBegan) {
    const auto& branch = schema_of<samples::Branch>();
    EXPECT_EQ(&*branch.parts[1]->parts[0], &branch);
}

TEST(Schema, IsOneForAllThreads) {
    const Schema* seen[4] = {};
    std::vector<std::thread> threads;
    for (auto& slot : seen) {
        threads.emplace_back([&slot] { slot = &schema_of<samples::Everything>(); });
    }
    for (auto& thread : threads) thread.join();
    for (const auto* schema : seen) EXPECT_EQ(schema, seen[0]);
}

TEST(Adapter, MakesADomainPlain) {
    using Digit = Between<0, 9>;
    using Pair = samples::Two<Digit, std::vector<Digit>>;
    EXPECT_EQ(schema_of<Digit>().signed_max(), 9);
    const auto tree = sm::to_tree(Pair{Digit{3}, {Digit{4}}});
    EXPECT_EQ(sm::from_tree<Pair>(tree).second.at(0).get(), 4);
    EXPECT_THROW(sm::from_tree<Digit>(sm::Tree(10)), sm::BadValue);
}
