#include "layout/source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Columns, CountCharactersRatherThanBytes) { EXPECT_EQ(layout::columns("├ é ┤"), 5u); }

TEST(Code, LeavesOutCommentsAndQuotes) {
    const auto lines =
        layout::code(layout::source("a.cpp", "f('}', \"{\"); // }\n/* {\n{ */ g();\n"));
    EXPECT_EQ(lines[0].find_first_of("{}"), std::string::npos);
    EXPECT_EQ(lines[1].find('{'), std::string::npos);
    EXPECT_EQ(lines[2].find('{'), std::string::npos);
    EXPECT_NE(lines[2].find("g();"), std::string::npos);
}

TEST(Code, LeavesOutRawStringsAndKeepsTheLinesCounted) {
    const auto lines =
        layout::code(layout::source("a.cpp", "x = R\"j({\n\"})j\";\ny = 1'000; }\n"));
    ASSERT_THAT(lines, SizeIs(3));
    EXPECT_EQ(lines[0].find('{'), std::string::npos);
    EXPECT_NE(lines[2].find('}'), std::string::npos);
}

TEST(Bodies, AreMeasuredFromBraceToBrace) {
    const auto found = layout::bodies(layout::source("a.cpp",
                                                     "namespace a {\n"
                                                     "int f(int x) {\n"
                                                     "    if (x) {\n"
                                                     "    }\n"
                                                     "}\n"
                                                     "}\n"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].index, 1u);
    EXPECT_EQ(found[0].lines, 4u);
}

TEST(Bodies, AreFoundInsideOfClassTemplates) {
    const auto found = layout::bodies(layout::source("a.hpp",
                                                     "template <class T, int N = (1)>\n"
                                                     "struct A : B<T> {\n"
                                                     "    template <class U>\n"
                                                     "    void g() const {\n"
                                                     "    }\n"
                                                     "};\n"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].index, 3u);
}

TEST(Bodies, OfTypesAndTablesAreNotFunctions) {
    EXPECT_THAT(layout::bodies(layout::source("a.hpp", "struct A {\n};\nint t[] = {\n1};\n")),
                IsEmpty());
}

TEST(Includes, TellTheRoom) {
    const auto found = layout::includes(layout::source(
        "a.hpp", "#include <sm/value/to_string.hpp>\n#include <map>\n#include <sm/sm.hpp>\n"));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].room, "value");
    EXPECT_EQ(found[1].room, "");
    EXPECT_EQ(found[1].index, 2u);
}

}  // namespace
