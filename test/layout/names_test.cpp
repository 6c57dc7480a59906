#include "layout/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

std::vector<std::string> names(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& one : layout::types_defined(layout::source("a.hpp", text)))
        found.push_back(one.name);
    return found;
}

TEST(TypesDefined, HaveTheNamesOfTheirNamespacesAndClasses) {
    EXPECT_THAT(names("namespace sm {\nstruct A {\n    enum class B : int { c };\n};\n}\n"
                      "namespace sm::detail::inline run {\nclass C final : public A {\n};\n}\n"),
                testing::ElementsAre("sm::A", "sm::A::B", "sm::detail::run::C"));
}

TEST(TypesDefined, AreThoseWithABody) {
    EXPECT_THAT(names("namespace sm {\nstruct A;\nclass B;\nstruct A* f();\n}\n"),
                testing::IsEmpty());
}

TEST(TypesDefined, AreNotThoseWithoutANamespaceOfTheirOwn) {
    EXPECT_THAT(
        names("namespace sm {\nnamespace {\nstruct A {};\n}\nvoid f() { struct B {}; }\n}\n"),
        testing::IsEmpty());
}

TEST(TypesDefined, MayBeTemplatesButNotTheirSpecializations) {
    EXPECT_THAT(names("template <class T = int>\nstruct A {};\ntemplate <>\nstruct A<int> {};\n"),
                testing::ElementsAre("A"));
}

}  // namespace
