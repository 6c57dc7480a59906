#pragma once
/// A number of which the user's own hash says nothing, which is legal.

#include <sm/spec/domain.hpp>

#include <cstddef>
#include <functional>

namespace weak {

struct Number {
    sm::Below<1000> value;
    bool operator==(const Number& other) const { return value == other.value; }
};

}  // namespace weak

template <>
struct std::hash<weak::Number> {
    std::size_t operator()(const weak::Number&) const noexcept { return 0; }
};
