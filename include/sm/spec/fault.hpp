#pragma once
/// A fault as a step of a program.

#include <sm/value/reflect.hpp>
#include <sm/value/tree.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace sm {

/// A struct that is a fault: its fields are the arguments, and its member function `inject` injects
/// it; see `sm/fault/injector.hpp`. Every field has a default.
///
///     struct Leave {
///         static constexpr std::string_view fault_name = "leave";
///         fault::Nodes nodes{};
///         void inject(fault::Injection& injection) const;
///     };
template <class T>
concept TypedFault = requires {
    &T::inject;
    { T::fault_name } -> std::convertible_to<std::string_view>;
} && Record<T>;

namespace detail::inline spec {

/// The arguments of a fault as people write them. The field of a struct that has one stands alone:
/// `[n1, n2]`; of several, those that differ from their defaults are named: `{share: 0.2}`.
Tree brief_arguments(const Tree& record, const Tree& defaults);

/// The record of all fields that such arguments, or a record, are. Throws Misuse for an
/// unknown field.
Tree full_record(std::string_view fault, const Tree& arguments, const Tree& defaults);

/// Throws Misuse: why the arguments of the fault are invalid.
[[noreturn]] void misuse_arguments(std::string_view fault, const Tree& arguments,
                                   const std::string& why);

}  // namespace detail::inline spec

/// A typed fault without its type: a name and arguments, such as `partition [[n1, n2], [n3]]`.
/// All code can print, save and shrink it; only the injector knows its meaning.
///
///     const sm::Fault fault = sm::fault::KillNodes{{"n1"}};
///     fault.as<sm::fault::KillNodes>().nodes
struct Fault {
    std::string name{};
    Tree arguments{};

    Fault() = default;
    Fault(std::string of_name, Tree of_arguments = {})
        : name(std::move(of_name)), arguments(std::move(of_arguments)) {}
    template <TypedFault T>
    Fault(const T& fault)
        : name(T::fault_name), arguments(detail::brief_arguments(to_tree(fault), to_tree(T{}))) {}

    template <TypedFault T>
    bool is() const {
        return name == T::fault_name;
    }
    /// The struct that it was made from, or that a file describes. Throws Misuse if it has another
    /// name, or arguments that do not fit.
    template <TypedFault T>
    T as() const {
        if (!is<T>())
            detail::misuse_arguments(name, arguments, "it is not a " + std::string(T::fault_name));
        const Tree record = detail::full_record(name, arguments, to_tree(T{}));
        try {
            return from_tree<T>(record);
        } catch (const BadValue& bad) {
            detail::misuse_arguments(name, arguments, bad.what());
        }
    }

    friend bool operator==(const Fault&, const Fault&) = default;
};

/// `partition [[n1, n2], [n3]]`.
std::string to_string(const Fault& fault);

}  // namespace sm
