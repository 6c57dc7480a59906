#include <sm/spec/detail/vocabulary.hpp>
#include <sm/value/detail/reading.hpp>

namespace sm::detail {

Vocabulary::Vocabulary(const ModelType& of_model, std::span<const CommandType> of_commands)
    : model(of_model), commands(of_commands.begin(), of_commands.end()), is_partitioned(true) {
    for (CommandType& command : commands) {
        command.place = names.size();
        names.push_back(command.name());
        has_preconditions = has_preconditions || command.precondition != nullptr;
        has_weights = has_weights || command.weight != nullptr;
        has_labels = has_labels || command.label != nullptr;
        is_partitioned = is_partitioned && command.partition != nullptr;
    }
    tags = distinct_tags({names.begin(), names.end()});
}

}  // namespace sm::detail
