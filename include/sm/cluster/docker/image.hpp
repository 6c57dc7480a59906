#pragma once
/// Images made from local files, with nothing underneath.

#include <sm/cluster/docker/docker.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sm {

struct ImageFile {
    std::filesystem::path from{};  ///< on this machine
    std::string to{};              ///< in the image, absolute
    unsigned mode = 0755;
};

struct ImageSpec {
    std::string name{};  ///< lower-case letters, digits and dashes
    std::vector<ImageFile> files{};
    std::vector<std::string> directories{};  ///< empty ones, such as /tmp
    std::vector<std::string> entrypoint{};  ///< a statically linked program and its first arguments
    std::map<std::string, std::string> environment{};
    std::string working_directory = "/";
};

/// The image's tag, `sm-NAME:HASH`; the image is made if the engine has none of the same content.
///
/// The same files and settings give the same tag on every machine. Images carry the label `sm` and
/// stay, to be made once; `sm reap --images` removes them. Throws Misuse for a spec that cannot
/// work, such as a file that is not there, and DockerError.
std::string build_image(const Docker& docker, const ImageSpec& spec);

}  // namespace sm
