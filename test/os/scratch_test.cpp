#include "os/scratch.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace sm::detail;

TEST(Scratch, IsRemovedOnceItsOwnerIsDeadAndNotBefore) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto path = make_scratch().string();
        ::_exit(::write(pipe[1], path.data(), path.size()) > 0 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    std::array<char, 512> buffer;
    const auto got = ::read(pipe[0], buffer.data(), buffer.size());
    const fs::path theirs(std::string(buffer.data(), static_cast<std::size_t>(got)));
    const auto mine = make_scratch();
    ASSERT_TRUE(fs::is_directory(theirs));

    remove_dead_scratch();
    EXPECT_FALSE(fs::exists(theirs));
    EXPECT_TRUE(fs::exists(mine));
    fs::remove(mine);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(Scratch, LeavesAloneWhatOnlyLooksLikeIt) {
    const auto mine = make_scratch();
    const auto name = mine.filename().string();
    const auto odd = mine.parent_path() / (name.substr(0, name.find('-', 17) + 1) + "odd");
    fs::create_directory(odd);
    remove_dead_scratch();
    EXPECT_TRUE(fs::exists(odd));
    fs::remove(odd);
    fs::remove(mine);
}

}  // namespace
