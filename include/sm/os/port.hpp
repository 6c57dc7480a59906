#pragma once
/// Ports that no two tests of one host get at a time.

#include <cstdint>
#include <memory>

namespace sm {

/// By default below the ports that Linux gives to outgoing connections.
struct PortRange {
    std::uint16_t first = 10240;
    std::uint16_t last = 32767;
};

/// A port that no other caller gets from `allocate_port`, in this process or another, as long as
/// one of its copies lives. It is given back however the process ends.
class Port {
 public:
    std::uint16_t number() const { return number_; }

 private:
    friend Port allocate_port(PortRange range);
    Port(std::uint16_t number, std::shared_ptr<void> held)
        : number_(number), held_(std::move(held)) {}

    std::uint16_t number_;
    std::shared_ptr<void> held_;
};

/// A port of the range that nothing on this host listens on. Throws std::runtime_error when there
/// is none left, Misuse for an invalid range.
Port allocate_port(PortRange range = {});

}  // namespace sm
