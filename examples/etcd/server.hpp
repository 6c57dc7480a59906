#pragma once
/// The versions of etcd that can be tested.

#include <filesystem>
#include <string>

namespace etcd {

/// The version that is tested unless another one is asked for.
inline constexpr const char* newest = "3.7.3";

/// The program of a version that is built from source (see server/), or of "debian": /usr/bin/etcd
/// of this machine's etcd-server. Throws sm::Misuse, with the name of the target to build or the
/// package to install, if it is not there.
std::filesystem::path program(const std::string& version);

}  // namespace etcd
