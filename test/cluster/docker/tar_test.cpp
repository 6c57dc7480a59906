#include "cluster/docker/tar.hpp"

#include <sm/base/misuse.hpp>
#include <sm/os/command_line.hpp>

#include <gtest/gtest.h>

#include <string>

#include "os/child.hpp"

namespace {

using sm::detail::Tar;

std::string listed(const std::string& archive, const char* option) {
    auto pipe = sm::detail::make_pipe();
    EXPECT_EQ(::write(pipe.write.get(), archive.data(), archive.size()),
              static_cast<ssize_t>(archive.size()));
    pipe.write.reset();
    return sm::run_command({.words = {"tar", option, "-"},
                            .environment = {{"TZ", "UTC"}},
                            .input = pipe.read.get()})
        .out;
}

TEST(Tar, IsReadByTheTarProgram) {
    Tar tar;
    tar.add_directory("bin");
    tar.add_file("bin/x", 0750, "content");
    tar.add_file("empty", 0644, "");
    tar.add_file("block", 0600, std::string(512, 'b'));
    const auto archive = tar.finish();
    EXPECT_EQ(listed(archive, "-tf"), "bin/\nbin/x\nempty\nblock\n");
    EXPECT_EQ(listed(archive, "-xOf"), "content" + std::string(512, 'b'));
    EXPECT_NE(listed(archive, "-tvf").find("-rwxr-x--- 0/0"), std::string::npos);
}

TEST(Tar, DependsOnNothingButWhatWasAdded) {
    const auto make = [](const std::string& content) {
        Tar tar;
        tar.add_file("x", 0755, content);
        return tar.finish();
    };
    EXPECT_EQ(make("same"), make("same"));
    EXPECT_NE(make("same"), make("other"));
}

TEST(Tar, RefusesAPathThatDoesNotFit) {
    Tar tar;
    EXPECT_THROW(tar.add_file(std::string(100, 'n'), 0644, ""), sm::Misuse);
    tar.add_file(std::string(99, 'n'), 0644, "");
}

}  // namespace
