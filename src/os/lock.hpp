#pragma once
/// A lock between the processes of one user on one host.

#include <string>

#include "os/descriptor.hpp"

namespace sm::detail::inline os {

/// Held until it goes out of scope, or the process ends. Where no lock file can be had nothing is
/// locked: what it guards must be right without it, only with more trying.
class Lock {
 public:
    explicit Lock(const std::string& name);

 private:
    Descriptor file_;
};

}  // namespace sm::detail::inline os
