#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/image.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "cluster/docker/docker_support.hpp"

namespace {

using namespace sm_test;
using testing::MatchesRegex;

class DockerImage : public DockerTest {
 protected:
    void TearDown() override {
        for (const auto& image : made) sm::Docker().ask({"rmi", "--force", image});
        DockerTest::TearDown();
    }

    /// An image of one small file, unlike any other test's.
    sm::ImageSpec spec(const std::string& content) {
        std::ofstream(folder / "file") << content << ::getpid();
        return {.name = "test-image",
                .files = {{folder / "file", "/etc/deep/file", 0640}},
                .directories = {"/tmp"},
                .entrypoint = {"/x", "a b"},
                .environment = {{"MODE", "two \"words\" $HOME"}}};
    }
    std::string build(const sm::ImageSpec& from) {
        const auto image = sm::build_image(sm::Docker(), from);
        made.insert(image);
        return image;
    }
    std::string inspect(const std::string& image, const std::string& format) {
        return sm::Docker().ask({"image", "inspect", "--format", format, image});
    }

    Folder folder;
    std::set<std::string> made;
};

TEST_F(DockerImage, IsNamedByItsContentAndMadeOnce) {
    const auto first = build(spec("one"));
    EXPECT_THAT(first, MatchesRegex("sm-test-image:[0-9a-f]{16}"));
    const auto id = inspect(first, "{{.Id}}");
    EXPECT_EQ(build(spec("one")), first);
    EXPECT_EQ(inspect(first, "{{.Id}}"), id);
}

TEST_F(DockerImage, IsAnotherWhenAnythingInItChanges) {
    std::set<std::string> all{build(spec("one")), build(spec("two"))};
    auto changed = spec("one");
    changed.entrypoint = {"/y"};
    all.insert(build(changed));
    changed = spec("one");
    changed.files[0].mode = 0600;
    all.insert(build(changed));
    EXPECT_EQ(all.size(), 4U);
}

TEST_F(DockerImage, HasTheSettingsItWasGiven) {
    const auto image = build(spec("one"));
    EXPECT_EQ(inspect(image, "{{json .Config.Entrypoint}}"), R"(["/x","a b"])");
    EXPECT_EQ(inspect(image, "{{index .Config.Labels \"sm\"}}"), "image");
    EXPECT_EQ(inspect(image, "{{index .Config.Env 0}}"), "MODE=two \"words\" $HOME");
}

TEST_F(DockerImage, NeedsFilesThatCanBeRead) {
    auto wrong = spec("one");
    wrong.files[0].from = folder / "missing";
    try {
        build(wrong);
        FAIL() << "it was built";
    } catch (const sm::Misuse& error) {
        EXPECT_EQ(std::string(error.what()),
                  "image \"test-image\": cannot read the file " + (folder / "missing").string());
    }
}

TEST_F(DockerImage, NeedsAProperSpec) {
    auto wrong = spec("one");
    wrong.files[0].to = "relative";
    EXPECT_THROW(build(wrong), sm::Misuse);
    wrong = spec("one");
    wrong.name = "Upper";
    EXPECT_THROW(build(wrong), sm::Misuse);
    wrong = spec("one");
    wrong.entrypoint.clear();
    EXPECT_THROW(build(wrong), sm::Misuse);
}

}  // namespace
