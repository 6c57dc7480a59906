#pragma once
/// A variant of commands and their model as the compiled code sees them: tables of functions.

#include <sm/spec/generate.hpp>
#include <sm/value/detail/any.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline spec {

/// Called with each reference of a command and the tag of the type that it refers to.
using VisitRef = void (*)(void* context, StepId& id, const void* tag);

/// What can be done with one command. Commands, models and answers are passed by their addresses.
struct CommandType {
    std::string_view (*name)();
    std::string_view (*full_name)();  ///< for where two commands have the same name
    std::size_t place;                ///< in the variant
    const AnyType* type;
    const AnyType* answer;   ///< the type of what it answers
    const void* answer_tag;  ///< by which references to its answer know it
    const Schema& (*schema)();
    bool read_only;         ///< declared to leave every model as it is
    bool says_nothing;      ///< read-only, and answers nothing: no model speaks against it
    bool remembers_itself;  ///< the model is given a reference to the call's own answer
    bool follows_answer;    ///< the model after it depends on what the system answered
    bool has_own_gen;       ///< arguments are drawn by the command, not by their types alone

    /// A command with drawn arguments; none if they could not be drawn.
    Any (*draw)(Draw& from, const void* model);
    bool (*precondition)(const void* command, const void* model);  ///< null: always true
    int (*weight)(const void* model);                              ///< null: 1
    /// Does to the model what the command does, whatever it answers.
    void (*apply)(const void* command, StepId id, void* model);
    /// Likewise; false if the answer cannot be given there.
    bool (*allows)(const void* command, StepId id, const void* answer, void* model);
    /// What the model would answer; null if it has no answer of its own.
    Tree (*model_answer)(const void* command, StepId id, void* model);
    void (*visit_refs)(void* command, void* context, VisitRef visit);
    /// Null if it has no labels.
    std::string (*label)(const void* command, const void* model, const void* answer);
    Any (*partition)(const void* command);  ///< null: it belongs to no part, or to each
};

/// What can be done with the model.
struct ModelType {
    const AnyType* type;
    const Schema& (*schema)();
    Any (*initial)();
    Any (*draw)(Random& random);           ///< null: there is one initial model
    bool (*invariant)(const void* model);  ///< null: it always holds
};

/// Commands that share a model.
struct Vocabulary {
    ModelType model;
    std::vector<CommandType> commands;
    std::vector<std::string_view> names;  ///< full where two commands have the same
    std::vector<std::string> tags;  ///< in files: the names, unless two commands have the same
    bool has_preconditions = false;
    bool has_weights = false;
    bool has_labels = false;
    bool is_partitioned = false;  ///< every command belongs to a part, or says nothing

    Vocabulary(const ModelType& of_model, std::span<const CommandType> of_commands);

    bool invariant_holds(const Any& state) const {
        return model.invariant == nullptr || model.invariant(state.data());
    }
};

}  // namespace sm::detail::inline spec
