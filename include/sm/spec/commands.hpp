#pragma once
/// A variant of commands taken together: their one model, their names and their order.

#include <sm/spec/command.hpp>
#include <sm/value/reflect.hpp>

#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace sm {
namespace detail::inline spec {

template <class Cmd>
struct CommandsOf {
    static constexpr bool is_variant = false;
};

template <class First, class... Rest>
struct CommandsOf<std::variant<First, Rest...>> {
    static constexpr bool is_variant = true;
    using FirstCommand = First;
    static constexpr std::size_t count = 1 + sizeof...(Rest);
    static constexpr bool all_apply =
        HasWellFormedApply<First> && (HasWellFormedApply<Rest> && ... && true);
    static constexpr bool one_model =
        !all_apply || (std::same_as<model_of<First>, model_of<Rest>> && ...);

    template <class C>
    static constexpr bool same_part_as_first() {
        if constexpr (HasPartition<First> && HasPartition<C>) {
            return std::same_as<PartitionOf<First>, PartitionOf<C>>;
        }
        return true;
    }
    static constexpr bool one_partition = (same_part_as_first<Rest>() && ... && true);

    static constexpr void check() {
        (check_apply<First>(), ..., check_apply<Rest>());
        check_model<model_of<First>>();
        (check_command<First>(), ..., check_command<Rest>());
    }
};

}  // namespace detail::inline spec

/// The properties of a `std::variant` of commands. A wrong variant fails to compile, with one line.
template <class Cmd>
struct Commands {
    static_assert(detail::CommandsOf<Cmd>::is_variant,
                  "sm: commands are gathered in a std::variant<...>");
    using Model = Nothing;
    static constexpr std::size_t count = 0;
    template <std::size_t>
    using At = Nothing;
};

template <class Cmd>
    requires detail::CommandsOf<Cmd>::is_variant
struct Commands<Cmd> {
    using Parts = detail::CommandsOf<Cmd>;
    static_assert(Parts::one_model,
                  "sm: the commands of one variant must share one model, "
                  "but their apply functions take different ones");

    using Model = model_of<typename Parts::FirstCommand>;
    static constexpr std::size_t count = Parts::count;
    static_assert(std::is_default_constructible_v<Model>,
                  "sm: a model must be default constructible: its default is the initial state");
    static_assert(count <= 64, "sm: a variant of commands has at most 64 of them");
    static_assert((Parts::check(), true));
    static_assert(Parts::one_partition,
                  "sm: the `partition` of all commands of one variant must return one type");

    /// The command at this place in the variant.
    template <std::size_t I>
    using At = std::variant_alternative_t<I, Cmd>;
};

/// The model of a variant of commands.
template <class Cmd>
using model_of_commands = typename Commands<Cmd>::Model;

}  // namespace sm
