#include <sm/base/misuse.hpp>
#include <sm/cluster/docker/image.hpp>

#include <boost/uuid/detail/sha1.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <set>

#include "cluster/docker/tar.hpp"
#include "os/in_memory.hpp"
#include "os/lock.hpp"

namespace sm {
namespace {

std::string read_file(const ImageSpec& spec, const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    if (!file || std::filesystem::is_directory(path))
        throw Misuse(
            fmt::format("image \"{}\": cannot read the file {}", spec.name, path.string()));
    return content;
}

/// "/usr/bin/x" as "usr/bin/x".
std::string relative(const ImageSpec& spec, const std::string& path) {
    const auto normal = std::filesystem::path(path).lexically_normal().string();
    if (!path.starts_with('/') || normal == "/")
        throw Misuse(fmt::format("image \"{}\": \"{}\" must be an absolute path", spec.name, path));
    return normal.substr(1, normal.ends_with('/') ? normal.size() - 2 : std::string::npos);
}

void check(const ImageSpec& spec) {
    const auto fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (spec.name.empty() || !std::all_of(spec.name.begin(), spec.name.end(), fine) ||
        spec.name.starts_with('-') || spec.name.ends_with('-'))
        throw Misuse(
            fmt::format("image name \"{}\": use lower-case letters, digits and dashes "
                        "between them",
                        spec.name));
    if (spec.entrypoint.empty())
        throw Misuse(
            fmt::format("image \"{}\" needs an entrypoint, the program to run", spec.name));
}

std::string archive(const ImageSpec& spec) {
    std::set<std::string> folders;
    const auto with_parents = [&](std::filesystem::path path) {
        for (; !path.empty(); path = path.parent_path()) folders.insert(path.string());
    };
    for (const auto& folder : spec.directories) with_parents(relative(spec, folder));
    for (const auto& file : spec.files)
        with_parents(std::filesystem::path(relative(spec, file.to)).parent_path());
    detail::Tar tar;
    for (const auto& folder : folders) tar.add_directory(folder);
    for (const auto& file : spec.files)
        tar.add_file(relative(spec, file.to), file.mode, read_file(spec, file.from));
    return tar.finish();
}

/// In the quotes of a Dockerfile, where a dollar would name a variable.
std::string quoted(const ImageSpec& spec, const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '\n' || c == '\r')
            throw Misuse(
                fmt::format("image \"{}\": a setting holds the end of a line; give it to "
                            "the node instead: \"{}\"",
                            spec.name, text));
        if (c == '"' || c == '\\' || c == '$') result += '\\';
        result += c;
    }
    return result + "\"";
}

/// The settings, as instructions of a Dockerfile.
std::vector<std::string> changes(const ImageSpec& spec) {
    std::vector<std::string> all{"LABEL sm=image",
                                 "WORKDIR " + quoted(spec, spec.working_directory),
                                 "ENTRYPOINT " + nlohmann::json(spec.entrypoint).dump()};
    for (const auto& [name, value] : spec.environment)
        all.push_back(fmt::format("ENV {}={}", name, quoted(spec, value)));
    return all;
}

std::string hash_of(const std::string& bytes, const std::vector<std::string>& settings) {
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(bytes.data(), bytes.size());
    for (const auto& line : settings) hash.process_bytes(line.c_str(), line.size() + 1);
    boost::uuids::detail::sha1::digest_type words;
    hash.get_digest(words);
    return fmt::format("{:08x}{:08x}", words[0], words[1]);
}

}  // namespace

std::string build_image(const Docker& docker, const ImageSpec& spec) {
    check(spec);
    const auto bytes = archive(spec);
    const auto settings = changes(spec);
    auto tag = fmt::format("sm-{}:{}", spec.name, hash_of(bytes, settings));
    const auto there = [&] {
        return static_cast<bool>(
            docker.attempt({.words = {"image", "inspect", "--format", "{{.Id}}", tag}}));
    };
    if (there()) return tag;
    const detail::Lock lock("image");  // two that made it would leave one without a name
    if (there()) return tag;
    // Import rather than build: one command, the same with every builder, and no folder to fill.
    std::vector<std::string> words{"import"};
    for (const auto& line : settings) words.insert(words.end(), {"--change", line});
    words.insert(words.end(), {"-", tag});
    const auto file = detail::in_memory(bytes, "the archive of an image");
    const auto result = docker.attempt({.words = words, .input = file.get()});
    if (!result) throw docker.error_of(words, result);
    return tag;
}

}  // namespace sm
