#include <sm/os/temp_dir.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace fs = std::filesystem;

TEST(TempDir, IsRemovedWithAllThatIsInIt) {
    fs::path path;
    {
        const sm::TempDir dir;
        path = dir.path();
        fs::create_directories(dir / "a/b");
        std::ofstream(dir / "a/b/file") << "text";
        EXPECT_NE(sm::TempDir().path(), path);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(TempDir, IsKeptWhereTheOptionSaysSoAtTheEnd) {
    const auto file_of_test_that = [](bool fails) {
        bool failed = false;
        const sm::TempDir dir({.keep = [&] { return failed; }});
        std::ofstream(dir / "file") << "text";
        failed = fails;
        return dir / "file";
    };
    EXPECT_FALSE(fs::exists(file_of_test_that(false)));
    const auto kept = file_of_test_that(true);
    EXPECT_TRUE(fs::exists(kept));
    fs::remove_all(kept.parent_path());
}

}  // namespace
