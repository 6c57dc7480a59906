#pragma once
/// A variant of commands taken together: their one model, their names and their order.

#include <sm/spec/command.hpp>
#include <sm/value/reflect.hpp>

#include <array>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace sm {
namespace detail {

template <class Cmd>
struct CommandsOf {
    static constexpr bool is_variant = false;
};

template <class First, class... Rest>
struct CommandsOf<std::variant<First, Rest...>> {
    static constexpr bool is_variant = true;
    using FirstCommand = First;
    static constexpr std::size_t count = 1 + sizeof...(Rest);
    static constexpr bool one_model = (std::same_as<model_of<First>, model_of<Rest>> && ...);
    static constexpr bool any_pre = (HasPre<First> || ... || HasPre<Rest>);
    static constexpr bool any_weight = (HasWeight<First> || ... || HasWeight<Rest>);
    static constexpr bool all_partition = (HasPartition<First> && ... && HasPartition<Rest>);
    static constexpr bool any_label = (HasLabel<First> || ... || HasLabel<Rest>);

    static constexpr void check() { (check_command<First>(), ..., check_command<Rest>()); }
};

}  // namespace detail

/// What is read off a `std::variant` of commands. A wrong variant fails to compile, with one line.
template <class Cmd>
struct Commands {
    using Parts = detail::CommandsOf<Cmd>;
    static_assert(Parts::is_variant, "sm: commands are gathered in a std::variant<...>");
    static_assert(Parts::one_model,
                  "sm: the commands of one variant must share one model, "
                  "but their apply functions take different ones");

    using Model = model_of<typename Parts::FirstCommand>;
    static constexpr std::size_t count = Parts::count;

    static_assert(std::is_default_constructible_v<Model>,
                  "sm: a model must be default constructible: its default is the initial state");
    static_assert((Parts::check(), true));

    /// The command at this place in the variant.
    template <std::size_t I>
    using At = std::variant_alternative_t<I, Cmd>;

    /// The commands' names, in the order of the variant.
    static const std::array<std::string_view, count>& names() {
        static const auto all = []<std::size_t... I>(std::index_sequence<I...>) {
            return std::array<std::string_view, count>{type_name<At<I>>()...};
        }(std::make_index_sequence<count>{});
        return all;
    }
};

/// The model of a variant of commands.
template <class Cmd>
using model_of_commands = typename Commands<Cmd>::Model;

namespace detail {

/// Calls `visit.template operator()<I>()` for the I that `index` names.
template <std::size_t Count, std::size_t I = 0, class Visit>
decltype(auto) with_index(std::size_t index, Visit&& visit) {
    if constexpr (I + 1 == Count) {
        return visit.template operator()<I>();
    } else {
        if (index == I) return visit.template operator()<I>();
        return with_index<Count, I + 1>(index, std::forward<Visit>(visit));
    }
}

}  // namespace detail
}  // namespace sm
