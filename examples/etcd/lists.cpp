#include "lists.hpp"

#include <charconv>
#include <stdexcept>

namespace etcd {
namespace {

[[noreturn]] void not_ours(std::string_view text) {
    throw std::runtime_error("a value that no command has written: '" + std::string(text) + "'");
}

}  // namespace

std::string text_of(const std::vector<int>& list) {
    std::string text = "[";
    for (const int item : list) text += (text.size() > 1 ? "," : "") + std::to_string(item);
    return text + "]";
}

std::vector<int> list_in(std::string_view text) {
    if (!text.starts_with('[') || !text.ends_with(']') || text.size() < 2) not_ours(text);
    auto rest = text.substr(1, text.size() - 2);
    std::vector<int> list;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        list.push_back(integer_in(rest.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
        if (rest.empty()) not_ours(text);
    }
    return list;
}

int integer_in(std::string_view text) {
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end) not_ours(text);
    return value;
}

sm::history::Value datum_of(const std::vector<int>& list) {
    std::vector<sm::history::Value> items;
    items.reserve(list.size());
    for (const int item : list) items.push_back(sm::history::Value::integer(item));
    return sm::history::Value::list(std::move(items));
}

}  // namespace etcd
