#pragma once
/// The tables of functions for a variant of commands; all that is compiled anew for each.

#include <sm/spec/commands.hpp>
#include <sm/spec/detail/applying.hpp>
#include <sm/spec/detail/draw_rapidcheck.hpp>
#include <sm/spec/detail/refs.hpp>
#include <sm/spec/detail/vocabulary.hpp>

#include <array>
#include <type_traits>
#include <utility>

namespace sm::detail::inline spec {

template <class T>
const T& at(const void* value) {
    return *static_cast<const T*>(value);
}

template <class C>
struct CommandFunctions {
    using Model = model_of<C>;
    using Response = response_of<C>;

    static Any draw(Draw& from, const void* model) {
        if constexpr (HasGen<C>) {
            auto drawn = draw_rapidcheck(C::gen(at<Model>(model)), from.random);
            return drawn ? Any::of<C>(std::move(*drawn)) : Any{};
        } else {
            C drawn = sm::draw<C>(from);
            return from.failed ? Any{} : Any::of<C>(std::move(drawn));
        }
    }
    static bool precondition(const void* command, const void* model) {
        return at<C>(command).pre(at<Model>(model));
    }
    static int weight(const void* model) { return C::weight(at<Model>(model)); }
    static void apply(const void* command, StepId id, void* model) {
        static_cast<void>(apply_command(at<C>(command), id, *static_cast<Model*>(model)));
    }
    static bool allows(const void* command, StepId id, const void* answer, void* model) {
        return allows_answer(at<C>(command), id, at<Response>(answer), *static_cast<Model*>(model));
    }
    static Tree model_answer(const void* command, StepId id, void* model) {
        return to_tree<Response>(apply_command(at<C>(command), id, *static_cast<Model*>(model)));
    }
    static void visit_refs(void* command, void* context, VisitRef visit) {
        auto each = [&]<class T>(Ref<T>& ref) { visit(context, ref.id, &type_tag<T>); };
        for_each_ref(*static_cast<C*>(command), each);
    }
    static std::string label(const void* command, const void* model, const void* answer) {
        return at<C>(command).label(at<Model>(model), at<Response>(answer));
    }
    static Any partition(const void* command) {
        return Any::of<PartitionOf<C>>(C::partition(at<C>(command)));
    }
};

template <class C>
constexpr CommandType describe_known_command() {
    using Functions = CommandFunctions<C>;
    CommandType type{};
    type.name = type_name<C>;
    type.full_name = full_type_name<C>;
    type.type = &any_type<C>;
    type.answer = &any_type<response_of<C>>;
    type.answer_tag = &type_tag<response_of<C>>;
    type.schema = schema_of<C>;
    type.read_only = read_only<C>();
    type.says_nothing = read_only<C>() && std::same_as<response_of<C>, Nothing>;
    type.remembers_itself = !std::is_void_v<typename ApplyParts<C>::Self>;
    type.follows_answer = HasAccept<C>;
    type.has_own_gen = HasGen<C>;
    type.draw = Functions::draw;
    type.apply = Functions::apply;
    type.allows = Functions::allows;
    type.visit_refs = Functions::visit_refs;
    if constexpr (HasPre<C>) type.precondition = Functions::precondition;
    if constexpr (HasWeight<C>) type.weight = Functions::weight;
    if constexpr (answers<C> && !HasAccept<C> && !HasPost<C>) {
        type.model_answer = Functions::model_answer;
    }
    if constexpr (HasLabel<C>) type.label = Functions::label;
    if constexpr (HasPartition<C>) type.partition = Functions::partition;
    return type;
}

template <class C>
constexpr CommandType describe_command() {
    if constexpr (HasKnownFields<C>) {
        return describe_known_command<C>();
    } else {
        return {};  // what is wrong with it has been said
    }
}

template <class M>
struct ModelFunctions {
    static Any initial() { return Any::of<M>(M{}); }
    static Any draw(Random& random) {
        return Any::of<M>(draw_rapidcheck(M::gen(), random).value_or(M{}));
    }
    static bool invariant(const void* model) { return at<M>(model).invariant(); }
};

template <class M>
constexpr ModelType describe_model() {
    using Functions = ModelFunctions<M>;
    ModelType type{&any_type<M>, schema_of<M>, Functions::initial, nullptr, nullptr};
    if constexpr (HasModelGen<M>) type.draw = Functions::draw;
    if constexpr (HasInvariant<M>) type.invariant = Functions::invariant;
    return type;
}

/// The tables of a `std::variant` of commands.
template <class Cmd>
const Vocabulary& vocabulary() {
    static constexpr ModelType model = describe_model<model_of_commands<Cmd>>();
    static constexpr auto commands = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<CommandType, sizeof...(I)>{
            describe_command<typename Commands<Cmd>::template At<I>>()...};
    }(std::make_index_sequence<Commands<Cmd>::count>{});
    static const Vocabulary all(model, commands);
    return all;
}

}  // namespace sm::detail::inline spec
