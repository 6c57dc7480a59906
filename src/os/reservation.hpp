#pragma once
/// A name that one process at a time has on a host; the kernel takes it back when the process ends.

#include <optional>
#include <string>

#include "os/descriptor.hpp"

namespace sm::detail::inline os {

class Reservation {
 public:
    /// Nothing if somebody has it, this process included.
    static std::optional<Reservation> of(const std::string& name);

 private:
    explicit Reservation(Descriptor socket) : socket_(std::move(socket)) {}
    Descriptor socket_;
};

}  // namespace sm::detail::inline os
