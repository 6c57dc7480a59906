#include <sm/spec/detail/vocabulary.hpp>
#include <sm/value/detail/reading.hpp>

#include <utility>

namespace sm::detail {

Vocabulary Vocabulary::finished(Vocabulary vocabulary) {
    std::vector<std::string> names;
    for (const CommandType& command : vocabulary.commands) names.emplace_back(command.name);
    auto tags = distinct_tags(std::move(names));
    for (std::size_t i = 0; i < tags.size(); ++i) {
        vocabulary.commands[i].place = i;
        vocabulary.commands[i].tag = std::move(tags[i]);
    }
    return vocabulary;
}

std::vector<std::string> Vocabulary::tags() const {
    std::vector<std::string> all;
    for (const CommandType& command : commands) all.push_back(command.tag);
    return all;
}

std::vector<std::string_view> Vocabulary::names() const {
    std::vector<std::string_view> all;
    for (const CommandType& command : commands) all.push_back(command.name);
    return all;
}

}  // namespace sm::detail
