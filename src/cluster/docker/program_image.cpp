#include "cluster/docker/program_image.hpp"

#include <sm/cluster/docker/image.hpp>
#include <sm/os/command_line.hpp>

#include <fmt/format.h>

#include <cctype>
#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <vector>

#include "cluster/net/nft.hpp"

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;

/// The shared libraries that a program is linked with, its loader included; none of a static one.
std::vector<ImageFile> libraries_of(const fs::path& program) {
    std::vector<ImageFile> libraries;
    const auto result = run_command({.words = {"ldd", program.string()}});
    if (!result) return libraries;
    std::istringstream words(result.out);
    for (std::string word; words >> word;)
        if (word.starts_with('/')) libraries.push_back({word, word});
    return libraries;
}

/// Of the letters that an image may be called by.
std::string image_name(const fs::path& program) {
    std::string name;
    for (const char c : program.filename().string()) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (plain)
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (name.ends_with('-')) name.pop_back();
    return name.empty() ? "program" : name;
}

/// Made once in each process.
std::string image_of(const Docker& docker, const fs::path& program) {
    static std::mutex mutex;
    static std::map<fs::path, std::string> tags;
    const std::lock_guard lock(mutex);
    auto& tag = tags[program];
    if (!tag.empty()) return tag;
    const auto inside = "/" + image_name(program);
    auto files = libraries_of(program);
    files.push_back({program, inside});
    return tag = build_image(docker, {.name = image_name(program),
                                      .files = std::move(files),
                                      .directories = {"/tmp", program_directory},
                                      .entrypoint = {inside},
                                      .working_directory = program_directory});
}

}  // namespace

NodeSpec with_image(const Docker& docker, NodeSpec spec) {
    if (!spec.image.empty() || spec.program.empty()) return spec;
    const bool is_path = spec.program.find('/') != std::string::npos;
    const fs::path program =
        is_path ? fs::absolute(spec.program) : fs::path(find_program(spec.program));
    if (!fs::is_regular_file(program))
        throw DockerError(DockerErrorKind::no_image,
                          fmt::format("node \"{}\" has no image, and its program \"{}\" is not "
                                      "there to make one of",
                                      spec.name, spec.program));
    spec.image = image_of(docker, program);
    if (spec.data.empty()) spec.data = {program_directory};
    return spec;
}

}  // namespace sm::detail::inline cluster
