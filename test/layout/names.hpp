#pragma once
/// The types that source files define, by their qualified names.

#include <string>
#include <vector>

#include "layout/source.hpp"

namespace layout {

/// A type where its body is.
struct Definition {
    std::string name;  ///< qualified; inline namespaces are part of it
    std::size_t index;
};

/// The classes, structs, unions and enumerations that a file defines in namespaces with a name.
/// Left out are specializations, whose name is the template's, and what is inside of functions.
std::vector<Definition> types_defined(const Source& source);

}  // namespace layout
