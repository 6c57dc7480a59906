#pragma once
/// The encoding of typed calls as operations: function, input, output, took effect.

#include <sm/history/detail/any_history.hpp>
#include <sm/history/operation.hpp>
#include <sm/spec/commands.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sm::history {

/// Any plain value as a value: an enumerator is a name, a record a map of its fields, a duration a
/// text; an empty optional and a record without fields are nothing.
Value to_value(const Tree& tree);

}  // namespace sm::history

namespace sm::detail::inline history {

/// The members by which a command may choose its encoding as an operation; each is optional.
///
///     static constexpr std::string_view function = "cas";  // else its name: ReadAll, read-all
///     sm::history::Value input() const;                    // else its fields, without the key
///     sm::history::Value output(const R& answer) const;    // else the answer
///     static bool took_effect(const R& answer);            // else true; false counts as refused
template <class C>
concept HasFunction = requires {
    { C::function } -> std::convertible_to<std::string_view>;
};
template <class C>
concept HasInput = requires(const C& command) {
    { command.input() } -> std::same_as<Value>;
};
template <class C>
concept HasOutput = requires(const C& command, const response_of<C>& answer) {
    { command.output(answer) } -> std::same_as<Value>;
};

template <class C>
concept HasTookEffect = requires(const response_of<C>& answer) {
    { C::took_effect(answer) } -> std::same_as<bool>;
};

/// How one command is encoded.
struct CommandEncoding {
    std::string function;
    Value (*input)(const void* command) = nullptr;                       ///< null: by its fields
    Value (*output)(const void* command, const void* answer) = nullptr;  ///< null: by its answer
    bool (*took_effect)(const void* answer) = nullptr;                   ///< null: always
};

/// How each command of a variant is encoded, in their order.
using Encoding = std::vector<CommandEncoding>;

/// `ReadAll` is `read-all`; what a template adds to the name is left out.
std::string function_of_name(std::string_view type_name);

template <class C>
CommandEncoding encoding_of_command() {
    CommandEncoding encoding;
    if constexpr (HasFunction<C>) {
        encoding.function = std::string(C::function);
    } else {
        encoding.function = function_of_name(type_name<C>());
    }
    if constexpr (HasInput<C>) {
        encoding.input = [](const void* command) { return at<C>(command).input(); };
    }
    if constexpr (HasOutput<C>) {
        encoding.output = [](const void* command, const void* answer) {
            return at<C>(command).output(at<response_of<C>>(answer));
        };
    }
    if constexpr (HasTookEffect<C>) {
        encoding.took_effect = [](const void* answer) {
            return C::took_effect(at<response_of<C>>(answer));
        };
    }
    return encoding;
}

template <class Cmd>
const Encoding& encoding_of() {
    static const Encoding all = []<std::size_t... I>(std::index_sequence<I...>) {
        return Encoding{encoding_of_command<std::variant_alternative_t<I, Cmd>>()...};
    }(std::make_index_sequence<std::variant_size_v<Cmd>>{});
    return all;
}

/// The call as an operation, with the timestamps that it has; times are since `start`.
Operation operation_of(const AnyEntry& entry, const Encoding& encoding, Timestamp start);

/// Sorts by invocation and numbers the timestamps by their order, equal ones alike.
void number_in_order(Operations& operations);

}  // namespace sm::detail::inline history

namespace sm::history {

/// A history of typed commands as operations, for checkers and for files.
template <class Cmd>
Operations operations_of(const History<Cmd>& history) {
    const Timestamp start = history.entries.empty() ? 0 : history.entries.front().invoked;
    Operations operations;
    for (const auto& entry : detail::any_history(history).entries) {
        operations.push_back(detail::operation_of(entry, detail::encoding_of<Cmd>(), start));
    }
    detail::number_in_order(operations);
    return operations;
}

}  // namespace sm::history
