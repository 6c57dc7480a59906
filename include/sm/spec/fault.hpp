#pragma once
/// A fault as a step of a program: what is done to the system, whoever does it.

#include <sm/value/tree.hpp>

#include <string>

namespace sm {

/// A name and arguments, such as `partition [[n1, n2], [n3]]`. What it means is known to whoever
/// injects it; printed, saved and shrunk it can be by anyone.
struct Fault {
    std::string name;
    Tree arguments{};

    friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace sm
