#include "check/corpus.hpp"

#include <sm/base/misuse.hpp>
#include <sm/sm.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/program_tree.hpp"
#include "program/jumps.hpp"
#include "quality/cases/ring_buffer.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
namespace ring = cases::ring_buffer;
using started::Folder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const auto wrong_ring = [] { return ring::Ring{ring::Bug::logic}; };

/// What the call is refused with.
template <class Call>
std::string refusal(const Call& call) {
    try {
        call();
        return "nothing was refused";
    } catch (const sm::Misuse& misuse) {
        return misuse.what();
    }
}

struct Model {
    int steps = 0;
};
struct Walk {
    int far;
    void apply(Model& m) const { ++m.steps; }
    void run(auto&) const {}
};
struct Street {};

/// A good failure file of the test "ring", and what it is refused with when it is changed.
class Changed {
 public:
    explicit Changed(const std::function<std::string(std::string)>& change) {
        const auto report = sm::check<ring::Cmd>(
            wrong_ring, {.name = "ring", .seed = 1, .corpus = (folder_.path / "made").string()});
        std::ofstream(file_, std::ios::binary) << change(started::contents(report.failure_file));
    }

    std::string refused_with() const {
        return refusal([&] {
            static_cast<void>(sm::check<ring::Cmd>(
                wrong_ring, {.name = "ring", .corpus = "", .replay = file_.string()}));
        });
    }

 private:
    Folder folder_;
    fs::path file_ = folder_.path / "failure.json";
};

/// As they are in the file, but for white space.
auto with(const std::string& from, const std::string& to) {
    return [=](std::string text) {
        const auto at = text.find(from);
        if (at == std::string::npos) throw std::logic_error(from + " is not in " + text);
        return text.replace(at, from.size(), to);
    };
}

/// One line that names the file and the place, and says what to do next.
auto one_line_about(const std::string& place) {
    return AllOf(HasSubstr("failure.json: "), HasSubstr(place), Not(HasSubstr("\n")),
                 testing::AnyOf(HasSubstr("docs/failure-file.md"), HasSubstr("Replay it with")));
}

TEST(FailureFile, ThatIsGoodIsReplayed) {
    EXPECT_EQ(Changed([](std::string text) { return text; }).refused_with(), "nothing was refused");
}

TEST(FailureFile, ThatIsNoJson) {
    EXPECT_THAT(Changed([](std::string) { return "what is this?\n"; }).refused_with(),
                one_line_about("line 1, column 1"));
    EXPECT_THAT(Changed([](std::string) { return ""; }).refused_with(),
                one_line_about("line 1, column 1"));
}

TEST(FailureFile, ThatIsCutOff) {
    for (const double part : {0.1, 0.5, 0.9}) {
        const auto cut = [&](std::string text) {
            return text.substr(0,
                               static_cast<std::size_t>(part * static_cast<double>(text.size())));
        };
        EXPECT_THAT(Changed(cut).refused_with(), one_line_about("not a failure file"));
    }
}

TEST(FailureFile, OfAnotherShape) {
    const auto is = [](const std::string& text) {
        return Changed([&](std::string) { return text; }).refused_with();
    };
    EXPECT_THAT(is("[1, 2]"), one_line_about("\"sm\": \"failure\" is missing"));
    EXPECT_THAT(is("7"), one_line_about("\"sm\": \"failure\" is missing"));
    EXPECT_THAT(is(R"({"name": "package"})"), one_line_about("\"sm\": \"failure\" is missing"));
    EXPECT_THAT(is(R"({"sm": "history", "version": 1})"), one_line_about("sm: \"history\""));
    EXPECT_THAT(is(R"({"sm": "failure"})"), one_line_about("\"version\" is missing"));
}

TEST(FailureFile, OfAnotherVersion) {
    EXPECT_THAT(Changed(with("\"version\": 2", "\"version\": 3")).refused_with(),
                one_line_about("version: 3"));
    EXPECT_THAT(Changed(with("\"version\": 2", "\"version\": \"new\"")).refused_with(),
                one_line_about("version: "));
}

TEST(FailureFile, WithAFieldThatIsWrong) {
    EXPECT_THAT(Changed(with("\"seed\": 1", "\"seed\": -1")).refused_with(),
                one_line_about("seed: "));
    EXPECT_THAT(Changed(with("\"wrong_answer\"", "\"sad\"")).refused_with(),
                one_line_about("failure: \"sad\""));
    EXPECT_THAT(Changed(with("\"shrunk\": true", "\"shrunk\": 3")).refused_with(),
                one_line_about("shrunk: "));
    EXPECT_THAT(Changed(with("\"failures\": ", "\"failings\": ")).refused_with(),
                one_line_about("rate: there is no field \"failings\""));
}

TEST(FailureFile, OfOtherCommands) {
    EXPECT_THAT(Changed(with("{\"Put\"", "{\"Push\"")).refused_with(),
                one_line_about("program.prefix["));
    EXPECT_THAT(Changed(with("\"prefix\"", "\"suffix\"")).refused_with(),
                one_line_about("program: there is no field \"suffix\""));
}

/// What the program is refused with when it is read.
std::string refusal_of(const jumps::Program& program) {
    const auto& vocabulary = sm::detail::vocabulary<jumps::Cmd>();
    const auto tree = sm::detail::program_tree(sm::detail::any_program(program), vocabulary);
    try {
        static_cast<void>(sm::detail::read_program_tree(tree, vocabulary));
        return "nothing was refused";
    } catch (const sm::BadValue& bad) {
        return bad.what();
    }
}

TEST(FailureFile, WithAReferenceToNoAnswerOfItsType) {
    using jumps::Jump;
    using jumps::Say;
    const jumps::Use use{15, {1}, {}};
    EXPECT_EQ(refusal_of({{}, {{1, Jump{}}, {2, use}}, {{{3, use}}}}), "nothing was refused");
    const std::string fault =
        ": Use{allowed=15, jump=#1, said=[]} must refer to a step before it in the prefix or in "
        "its own branch, one that answers what the reference is to";
    EXPECT_EQ(refusal_of({{}, {{1, Say{}}, {2, use}}, {}}), "program.prefix[1]" + fault);
    EXPECT_EQ(refusal_of({{}, {{2, use}, {1, Jump{}}}, {}}), "program.prefix[0]" + fault);
    EXPECT_EQ(refusal_of({{}, {}, {{{1, Jump{}}}, {{2, Jump{}}, {3, use}}}}),
              "program.branches[1][1]" + fault);
}

TEST(FailureFile, WithAnIdThatNoStepHas) {
    for (const sm::StepId id : {0U, 2147483648U, 4294967295U}) {
        EXPECT_EQ(
            refusal_of({{}, {{id, jumps::Say{}}}, {}}),
            "program.prefix[0]: the id " + std::to_string(id) + " is not one of 1 to 2147483647");
    }
    EXPECT_EQ(refusal_of({{}, {{2147483647, jumps::Say{}}}, {}}), "nothing was refused");
}

TEST(FailureFile, ThatIsMissingOrAFolder) {
    const Folder folder;
    const auto replayed = [&](const fs::path& path) {
        return refusal([&] {
            static_cast<void>(sm::check<std::variant<Walk>>(
                [] { return Street{}; }, {.name = "t", .corpus = "", .replay = path.string()}));
        });
    };
    EXPECT_THAT(replayed(folder.path / "none.json"),
                AllOf(HasSubstr("none.json: "), HasSubstr("No such file"), HasSubstr("--sm-replay"),
                      Not(HasSubstr("\n"))));
    EXPECT_THAT(replayed(folder.path),
                AllOf(HasSubstr(folder.path.string() + ": "), HasSubstr("Is a directory"),
                      HasSubstr("--sm-replay"), Not(HasSubstr("\n"))));
}

TEST(Corpus, ThatCannotBeWrittenIsNamedWithWhatToDo) {
    const Folder folder;
    const fs::path file = folder.path / "a_file";
    std::ofstream(file) << "no folder";
    const auto checked = refusal([&] {
        static_cast<void>(sm::check<std::variant<Walk>>(
            [] { return Street{}; },
            {.name = "t", .programs = 1, .corpus = (file / "corpus").string()}));
    });
    EXPECT_THAT(checked, AllOf(HasSubstr((file / "corpus").string()), HasSubstr("Not a directory"),
                               HasSubstr("--sm-corpus"), Not(HasSubstr("\n"))));
}

TEST(Corpus, LeavesNothingHalfWritten) {
    const Folder folder;
    const fs::path taken = folder.path / "taken.json";
    fs::create_directories(taken / "full");
    EXPECT_THAT(refusal([&] { sm::detail::write_whole(taken.string(), "text"); }),
                AllOf(HasSubstr(taken.string()), HasSubstr("--sm-corpus")));
    const std::vector<fs::path> left(fs::directory_iterator(folder.path), fs::directory_iterator());
    EXPECT_THAT(left, testing::ElementsAre(taken));
}

TEST(Corpus, NamesFilesSafely) {
    EXPECT_EQ(sm::detail::file_name_of("Store.Works"), "Store.Works");
    EXPECT_EQ(sm::detail::file_name_of("a/b c"), "a_b_c");
    EXPECT_EQ(sm::detail::file_name_of(".."), "test..");
    EXPECT_EQ(sm::detail::file_name_of(""), "test");
}

}  // namespace
