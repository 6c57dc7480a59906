#pragma once
/// The members of a user's command, and the types that follow from them.

#include <sm/spec/ref.hpp>
#include <sm/value/detail/shape.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace rc {
template <class T>
class Gen;
}  // namespace rc

namespace sm {

/// The answer of a command that answers nothing.
struct Nothing {
    friend bool operator==(Nothing, Nothing) = default;
};

namespace detail::inline spec {

/// Takes `apply` apart. Only these two forms are commands.
template <class F>
struct ApplyOf {
    static constexpr bool well_formed = false;
};

template <class C, class R, class M, bool NoExcept>
struct ApplyOf<R (C::*)(M&) const noexcept(NoExcept)> {
    static constexpr bool well_formed = !std::is_const_v<M>;
    using Model = M;
    using Answer = R;
    using Self = void;
};

template <class C, class R, class M, class T, bool NoExcept>
struct ApplyOf<R (C::*)(M&, Ref<T>) const noexcept(NoExcept)> {
    static constexpr bool well_formed = !std::is_const_v<M>;
    using Model = M;
    using Answer = R;
    using Self = T;
};

/// The second parameter of `accept` or `post`, without reference.
template <class F>
struct JudgedAnswer {
    using Type = void;
};

template <class C, class M, class R, bool NoExcept>
struct JudgedAnswer<bool (C::*)(M, R) const noexcept(NoExcept)> {
    using Type = std::remove_cvref_t<R>;
};

template <class C>
concept HasApply = requires { &C::apply; };

/// Stands for an `apply` that was refused, so that the refusal is not followed by its consequences.
struct RefusedApply {
    using Model = Nothing;
    using Answer = void;
    using Self = void;
};

template <class C>
concept HasWellFormedApply = HasApply<C> && ApplyOf<decltype(&C::apply)>::well_formed;

template <class C>
struct ApplyType {
    using Type = RefusedApply;
};

template <HasWellFormedApply C>
struct ApplyType<C> {
    using Type = ApplyOf<decltype(&C::apply)>;
};

template <class C>
using ApplyParts = typename ApplyType<C>::Type;

template <class C>
constexpr void check_apply() {
    static_assert(
        HasApply<C>,
        "sm: a command needs one `apply(Model&) const`, neither overloaded nor a template");
    static_assert(!HasApply<C> || HasWellFormedApply<C>,
                  "sm: a command's apply must be `R apply(Model&) const` or "
                  "`R apply(Model&, sm::Ref<T> self) const`");
}

template <class C>
concept HasPost = requires { &C::post; };

template <class C>
concept HasAccept = requires { &C::accept; };

template <class C>
auto judged_answer() {
    if constexpr (HasAccept<C>) {
        return std::type_identity<typename JudgedAnswer<decltype(&C::accept)>::Type>{};
    } else if constexpr (HasPost<C>) {
        return std::type_identity<typename JudgedAnswer<decltype(&C::post)>::Type>{};
    } else {
        return std::type_identity<void>{};
    }
}

template <class C>
auto response() {
    using Parts = ApplyParts<C>;
    using CheckedHistory = typename decltype(judged_answer<C>())::type;
    if constexpr (!std::is_void_v<typename Parts::Answer>) {
        return std::type_identity<std::remove_cvref_t<typename Parts::Answer>>{};
    } else if constexpr (!std::is_void_v<typename Parts::Self>) {
        return std::type_identity<typename Parts::Self>{};
    } else if constexpr (!std::is_void_v<CheckedHistory>) {
        return std::type_identity<CheckedHistory>{};
    } else {
        return std::type_identity<Nothing>{};
    }
}

}  // namespace detail::inline spec

/// The model of a command: the first parameter of its `apply`.
template <class C>
using model_of = std::remove_cv_t<typename detail::ApplyParts<C>::Model>;

/// The answer type of a command: what `apply` returns; else the R of the `Ref<R>` that `apply`
/// takes; else what `accept` or `post` takes; else Nothing, and what `run` returns is dropped.
template <class C>
using response_of = typename decltype(detail::response<C>())::type;

namespace detail::inline spec {

template <class C>
concept HasPre = requires(const C& command, const model_of<C>& model) {
    { command.pre(model) } -> std::convertible_to<bool>;
};

template <class C>
concept HasWeight = requires(const model_of<C>& model) {
    { C::weight(model) } -> std::same_as<int>;
};

template <class C>
concept HasGen = requires(const model_of<C>& model) {
    { C::gen(model) } -> std::same_as<rc::Gen<C>>;
};

template <class C>
concept HasPartition = requires(const C& command) { C::partition(command); };

/// What tells the parts of a history apart.
template <class C>
using PartitionOf = std::remove_cvref_t<decltype(C::partition(std::declval<const C&>()))>;

template <class C>
concept HasLabel =
    requires(const C& command, const model_of<C>& model, const response_of<C>& answer) {
        { command.label(model, answer) } -> std::convertible_to<std::string>;
    };

template <class C>
concept HasReadOnly = requires { typename std::bool_constant<C::read_only>; };

template <class C>
constexpr bool read_only() {
    if constexpr (HasReadOnly<C>) return C::read_only;
    return false;
}

template <class M>
concept HasInvariant = requires(const M& model) {
    { model.invariant() } -> std::convertible_to<bool>;
};

template <class M>
concept HasModelGen = requires {
    { M::gen() } -> std::same_as<rc::Gen<M>>;
};

template <class C>
concept HasKnownFields = shape_of<C>() != Shape::unknown;

/// Members that are looked for by name and, with another signature, would be silently ignored.
template <class M>
constexpr void check_model() {
    if constexpr (requires { &M::invariant; }) {
        static_assert(HasInvariant<M>, "sm: a model's invariant must be `bool invariant() const`");
    }
    if constexpr (requires { &M::gen; }) {
        static_assert(HasModelGen<M>, "sm: a model's gen must be `static rc::Gen<Model> gen()`");
    }
}

/// Likewise of a command.
template <class C>
constexpr void check_command() {
    static_assert(HasKnownFields<C>,
                  "sm: the fields of this command are unknown: a class with a constructor or "
                  "private fields needs sm_fields (see sm/value/reflect.hpp)");
    using Self = typename ApplyParts<C>::Self;
    static_assert(std::is_void_v<Self> || std::same_as<Self, response_of<C>>,
                  "sm: the sm::Ref<R> that a command's apply takes must be to what the command "
                  "answers");
    if constexpr (requires { &C::pre; }) {
        static_assert(HasPre<C>, "sm: a command's pre must be `bool pre(const Model&) const`");
    }
    if constexpr (requires { &C::weight; }) {
        static_assert(HasWeight<C>,
                      "sm: a command's weight must be `static int weight(const Model&)`");
    }
    if constexpr (requires { &C::gen; }) {
        static_assert(HasGen<C>,
                      "sm: a command's gen must be `static rc::Gen<C> gen(const Model&)`");
    }
    if constexpr (requires { &C::read_only; }) {
        static_assert(HasReadOnly<C>,
                      "sm: a command's read_only must be `static constexpr bool read_only`");
    }
    if constexpr (requires { &C::partition; }) {
        static_assert(HasPartition<C>,
                      "sm: a command's partition must be `static auto partition(const C&)`");
    }
    if constexpr (requires { &C::label; }) {
        static_assert(HasLabel<C>,
                      "sm: a command's label must be "
                      "`std::string label(const Model& before, const R& answer) const`");
    }
    if constexpr (HasPost<C>) {
        static_assert(
            requires(const C& c, const model_of<C>& m, const response_of<C>& r) {
                { c.post(m, r) } -> std::convertible_to<bool>;
            }, "sm: a command's post must be `bool post(const Model& before, const R& got) const`");
    }
    if constexpr (HasAccept<C>) {
        static_assert(
            requires(const C& c, model_of<C>& m, const response_of<C>& r) {
                { c.accept(m, r) } -> std::convertible_to<bool>;
            }, "sm: a command's accept must be `bool accept(Model&, const R& got) const`");
    }
}

}  // namespace detail::inline spec
}  // namespace sm
