#include "check/corpus.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "store/files.hpp"

namespace sm::detail::inline check {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_be_written(const std::string& path, const std::error_code& error) {
    throw Misuse(
        fmt::format("{}: cannot be written: {}. Give another folder by --sm-corpus, or an empty "
                    "one to keep nothing.",
                    path, error.message()));
}

std::uint64_t digest(std::string_view text) {
    std::uint64_t mixed = 0xcbf29ce484222325ULL;
    for (const char c : text) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mixed;
}

}  // namespace

store::FailureFile read_kept(const std::string& path) {
    try {
        return store::read_failure(path);
    } catch (const store::BadFailure& bad) {
        throw Misuse(bad.what());
    } catch (const std::system_error& error) {
        throw Misuse(
            fmt::format("{}: the failure file cannot be read: {}. Give another by --sm-replay, or "
                        "none to draw new programs.",
                        path, error.code().message()));
    }
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) cannot_be_written(path, error);
}

void write_whole(const std::string& path, const std::string& text) {
    make_folder(fs::path(path).parent_path().string());
    try {
        store::write_file(path, text);
    } catch (const std::system_error& error) {
        cannot_be_written(path, error.code());
    }
}

std::string file_name_of(std::string_view test) {
    std::string name;
    for (const char c : test) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        name += plain ? c : '_';
    }
    return name.empty() || name[0] == '.' ? "test" + name : name;
}

Corpus::Corpus(std::string corpus, std::string_view test)
    : root_(std::move(corpus)), test_(file_name_of(test)) {}

std::vector<std::string> Corpus::files() const {
    std::vector<std::string> paths;
    if (root_.empty()) return paths;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(fs::path(root_) / "failures" / test_, none)) {
        if (file.path().extension() == ".json") paths.push_back(file.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string Corpus::path_for(const Tree& program) const {
    if (root_.empty()) return {};
    const auto name = fmt::format("{:08x}.json", digest(to_json(program)) & 0xffffffff);
    return (fs::path(root_) / "failures" / test_ / name).string();
}

std::string Corpus::beside(const std::string& failure, std::string_view extension) {
    return fs::path(failure).replace_extension(extension).string();
}

std::string Corpus::move_to(const std::string& path, const std::string& folder) const {
    const fs::path target = fs::path(root_) / folder / test_ / fs::path(path).filename();
    make_folder(target.parent_path().string());
    std::error_code error;
    fs::rename(path, target, error);
    if (error) cannot_be_written(target.string(), error);
    for (const auto* extension : {".log", ".svg"})  // if there is one
        fs::rename(beside(path, extension), beside(target.string(), extension), error);
    return target.string();
}

void Corpus::retire(const std::string& path) const { move_to(path, "retired"); }

void Corpus::set_aside(const std::string& path, const std::string& reason) const {
    const std::string target = move_to(path, "set_aside");
    write_whole(target + ".reason.txt", reason + "\n");
}

}  // namespace sm::detail::inline check
