#pragma once
/// Names of types, fields and enumerators, cut out of what the compiler calls a function.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline value {

template <class T>
constexpr const char* pretty_type() {
    return __PRETTY_FUNCTION__;
}

template <class E, E... values>
constexpr const char* pretty_enumerators() {
    return __PRETTY_FUNCTION__;
}

template <auto... fields>
constexpr const char* pretty_fields() {
    return __PRETTY_FUNCTION__;
}

/// The type's name without what encloses it, also in its template arguments.
std::string cut_type_name(std::string_view pretty);

/// The type's name with what encloses it, but for unnamed namespaces.
std::string cut_full_type_name(std::string_view pretty);

/// The names of the fields, in order; they are part of `pretty`.
std::vector<std::string_view> cut_field_names(std::string_view pretty, std::size_t count);

/// An enumerator's name, and its value as 64 bits.
struct NamedValue {
    std::string_view name;
    std::int64_t value = 0;
};

/// The enumerators of one enum, in the order of the values that were tried.
struct Enumeration {
    std::string type;
    bool is_signed = false;
    std::vector<NamedValue> all;

    const NamedValue* find(std::int64_t value) const;
    const NamedValue* find(std::string_view name) const;
};

/// Keeps those of `tried` that have a name.
Enumeration cut_enumerators(std::string_view type_pretty, std::string_view pretty,
                            std::span<const std::int64_t> tried, bool is_signed);

}  // namespace sm::detail::inline value
