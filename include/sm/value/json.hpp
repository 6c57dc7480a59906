#pragma once
/// Values as JSON that a person can read, and back: a record is an object of its fields.
///
/// A variant is `{"Put": {"key": "y"}}`; a map with keys that are texts, enumerators, integers or
/// durations is an object, any other a list of pairs; an enumerator and a duration are strings; NaN
/// and the infinities are "NaN", "Infinity", "-Infinity"; a text that is not UTF-8 is
/// `{"bytes": "ff00"}`. All values come back exactly, integers of 64 bits included.

#include <sm/value/to_string.hpp>
#include <sm/value/tree.hpp>

#include <string>
#include <string_view>

namespace sm {

struct JsonStyle {
    int indent = 2;   ///< spaces a level; 0 puts everything on one line
    int width = 100;  ///< columns up to which a list or object stays on one line
};

std::string to_json(const Tree& tree, JsonStyle style = {});

template <class T>
std::string to_json(const T& value, JsonStyle style = {}) {
    return to_json(to_tree(value), style);
}

/// The tree of a JSON text: an object comes as a map in its own order, a string as a text.
/// Throws BadText for what is no JSON, for a key there twice, and for integers beyond 64 bits.
Tree parse_json(std::string_view text);

/// The value in a JSON text; throws BadText, or BadValue for a wrong type.
template <class T>
T from_json(std::string_view text) {
    return from_tree<T>(parse_json(text));
}

}  // namespace sm
