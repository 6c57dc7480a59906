#include "cluster/process/process_support.hpp"

#include <sm/os/command_line.hpp>
#include <sm/os/temp_dir.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "cluster/process/control_group.hpp"
#include "cluster/process/supervisor.hpp"
#include "os/scratch.hpp"

#include <unistd.h>

namespace sm_test {

namespace fs = std::filesystem;

const std::string& node_program() {
    // A child that was forked uses its parent's.
    static const Folder folder;
    static const std::string program = [] {
        const auto binary = folder / "node";
        const auto built = sm::run_command(
            {.words = {"cc", "-static", "-O1", "-o", binary.string(), SM_NODE_SOURCE}});
        if (!built) throw std::runtime_error("node.c does not compile: " + built.err);
        return binary.string();
    }();
    return program;
}

sm::NodeSpec process(const std::string& name, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--data", "."});
    return {.name = name,
            .program = node_program(),
            .arguments = std::move(arguments),
            .stop_limit = 2s};
}

namespace {

/// Whether it is the name of something of a cluster of that process's.
bool is_of(const std::string& name, pid_t owner) {
    const auto found = sm::detail::owner_of_scratch(name, sm::Owner::self());
    return found && found->pid == owner;
}

void add_entries(const fs::path& folder, pid_t owner, std::vector<std::string>& found) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (is_of(entry.path().filename().string(), owner)) found.push_back(entry.path().string());
}

void add_processes(pid_t owner, std::vector<std::string>& found) {
    const std::string mark = sm::detail::mark_variable + std::string("=");
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/proc", none)) {
        std::ifstream file(entry.path() / "environ");
        for (std::string one; std::getline(file, one, '\0');)
            if (one.starts_with(mark) && is_of(one.substr(mark.size()), owner))
                found.push_back(entry.path().string());
    }
}

}  // namespace

std::vector<std::string> remains_of(pid_t owner) {
    std::vector<std::string> found;
    add_processes(owner, found);
    add_entries(fs::temp_directory_path(), owner, found);
    for (const auto& folder : sm::detail::control_group_folders())
        add_entries(folder, owner, found);
    return found;
}

void ProcessTest::TearDown() {
    // On loopback addresses nobody waits for what a node had started: it is only just ending.
    EXPECT_TRUE(sm::eventually([] { return remains_of(::getpid()).empty(); }))
        << testing::PrintToString(remains_of(::getpid()));
}

void NamespaceTest::SetUp() {
    if (const auto why = sm::no_namespaces()) GTEST_SKIP() << *why;
}

}  // namespace sm_test
