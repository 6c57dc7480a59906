#include <sm/cluster/docker/docker.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <system_error>

#include "cluster/process/process_node.hpp"

#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;

constexpr Duration setup_limit = std::chrono::minutes{2};

/// The program's user owns what is made for it.
void give(const fs::path& path, const std::optional<Account>& account) {
    if (!account || ::chown(path.c_str(), account->user, account->group) == 0) return;
    throw std::system_error(errno, std::generic_category(), "chown " + path.string());
}

}  // namespace

/// Whoever the program runs as may enter the cluster's folder, though not look around in it.
void ProcessNode::let_in() const {
    if (!account_) return;
    fs::permissions(around_.folder, fs::perms::group_exec | fs::perms::others_exec,
                    fs::perm_options::add);
    const auto closed = closed_to(*account_, directory_);
    if (!closed) return;
    throw ProcessError(
        ProcessErrorKind::setup,
        fmt::format("node \"{}\": user \"{}\" may not enter {}, in which its directory is; chmod "
                    "a+x it, or set TMPDIR to a folder that everyone may enter",
                    spec_.name, account_->name, closed->string()));
}

void ProcessNode::lay_down_files() {
    fs::create_directory(directory_);
    fs::permissions(directory_, fs::perms::owner_all);
    give(directory_, account_);
    let_in();
    for (const auto& [name, text] : given_.files) {
        const auto file = directory_ / name;  // which an absolute one replaces
        std::vector<fs::path> made;
        for (auto folder = file.parent_path(); !fs::exists(folder); folder = folder.parent_path())
            made.push_back(folder);
        fs::create_directories(file.parent_path());
        for (const auto& folder : made) give(folder, account_);
        std::ofstream to(file, std::ios::binary | std::ios::trunc);
        to << text;
        if (!to.flush())
            throw ProcessError(ProcessErrorKind::setup,
                               fmt::format("node \"{}\": the file {} cannot be written", spec_.name,
                                           file.string()));
        give(file, account_);
    }
}

void ProcessNode::set_up() {
    for (const auto& words : given_.setup) {
        CommandResult result;
        std::string failure;
        try {
            inside({namespace_.get(), around_.processes, directory_}, [&] {
                result = run_command({.words = words,
                                      .environment = environment(),
                                      .limit = setup_limit,
                                      .user = spec_.user});
            });
            if (!result)
                failure = result.timed_out ? "did not end in two minutes"
                          : result.signal != 0
                              ? fmt::format("was ended by signal {}", result.signal)
                              : fmt::format("ended with code {}", result.exit_code);
        } catch (const CommandNotStarted& error) {
            failure = fmt::format("was not started: {}", error.what());
        }
        if (failure.empty()) continue;
        const auto wrote = masked(result.out + result.err);
        throw ProcessError(
            ProcessErrorKind::setup,
            fmt::format("node \"{}\": the command `{}` of NodeSpec.setup {}; {}", spec_.name,
                        masked(fmt::format("{}", fmt::join(words, " "))), failure,
                        wrote.empty() ? "it wrote nothing" : "it wrote:\n" + wrote));
    }
    is_set_up_ = true;
}

}  // namespace sm::detail::inline cluster
