#include <sm/spec/detail/vocabulary.hpp>
#include <sm/value/detail/reading.hpp>

#include <algorithm>

namespace sm::detail::inline spec {
namespace {

std::string_view short_name(const CommandType& command) { return command.name(); }

}  // namespace

Vocabulary::Vocabulary(const ModelType& of_model, std::span<const CommandType> of_commands)
    : model(of_model), commands(of_commands.begin(), of_commands.end()), is_partitioned(true) {
    for (CommandType& command : commands) {
        command.place = names.size();
        names.push_back(command.name());
        has_preconditions = has_preconditions || command.precondition != nullptr;
        has_weights = has_weights || command.weight != nullptr;
        has_labels = has_labels || command.label != nullptr;
        is_partitioned = is_partitioned && (command.partition != nullptr || command.says_nothing);
    }
    tags = distinct_tags({names.begin(), names.end()});
    for (CommandType& command : commands) {
        const bool is_alone = std::ranges::count(commands, command.name(), &short_name) == 1;
        if (!is_alone) names[command.place] = command.full_name();
    }
}

}  // namespace sm::detail::inline spec
