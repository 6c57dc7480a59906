#pragma once
/// Values as text for people, and back: `Put{key=y, value=1}`, `{y: 4, z: 5}`, `[1, 2]`, `150ms`.
///
/// An empty optional is `none`; texts are quoted, bytes that are not UTF-8 written `\xNN`; a
/// variant shows the record it holds, or `int(5)`; a tuple or set is written as a list.

#include <sm/value/tree.hpp>

#include <string>
#include <string_view>

namespace sm {

/// A text that does not follow the notation; says where and what was expected.
struct BadText : BadValue {
    BadText(const std::string& what, std::size_t line_number, std::size_t column_number)
        : BadValue(what), line(line_number), column(column_number) {}

    std::size_t line = 0;    ///< from 1; 0 if unknown
    std::size_t column = 0;  ///< from 1, in bytes; 0 if unknown
};

std::string to_string(const Tree& tree);

template <class T>
std::string to_string(const T& value) {
    return to_string(to_tree(value));
}

/// The tree that `text` shows; throws BadText. A set or tuple comes as a list, the value in a
/// variant without its tag if it is a record.
Tree parse_tree(std::string_view text);

/// The value that `text` shows, exactly as it was; throws BadText, or BadValue for a wrong type.
template <class T>
T parse(std::string_view text) {
    return from_tree<T>(parse_tree(text));
}

}  // namespace sm
