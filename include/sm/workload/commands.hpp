#pragma once
/// A generator of commands that are drawn along their model, as `sm::check` draws them.

#include <sm/spec/detail/describe.hpp>
#include <sm/workload/generator.hpp>

#include <utility>

namespace sm::detail::inline workload {

/// The vocabulary must outlive the generator.
Generator draw_commands(const Vocabulary& vocabulary, Any model);

}  // namespace sm::detail::inline workload

namespace sm::gen {

/// Commands of the variant without end: which, by their weights, with arguments by their types, or
/// as their `gen` draws them.
///
///     auto work = sm::gen::stagger(10ms, sm::gen::commands<Cmd>());
///
/// `pre` and `weight` are evaluated on the model after all commands issued so far, as if each had
/// succeeded in the order of issue. Where no command is possible it is pending. A model that
/// no `pre`, `weight` or `gen` uses is not kept; else each command costs a copy of it, so keep it
/// small in long runs. Throws Misuse for a command with a `Ref`: in a workload commands have no
/// numbers to refer to.
template <class Cmd>
Generator commands(model_of_commands<Cmd> model = {}) {
    return detail::draw_commands(detail::vocabulary<Cmd>(),
                                 detail::Any::of<model_of_commands<Cmd>>(std::move(model)));
}

}  // namespace sm::gen
