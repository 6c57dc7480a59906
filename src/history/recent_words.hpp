#pragma once
/// Short words that come again and again in a history, held once.

#include <sm/history/value.hpp>

#include <array>
#include <string>
#include <string_view>

namespace sm::detail::inline history {

/// Makes names and texts, and gives those that it made lately again.
class RecentWords {
 public:
    Value name(std::string_view word) { return find(Value::Kind::name, word); }
    Value text(std::string_view word) { return find(Value::Kind::text, word); }

 private:
    Value find(Value::Kind kind, std::string_view word) {
        if (word.size() > longest) return made(kind, word);
        std::size_t sum = static_cast<std::size_t>(kind);
        for (const char c : word) sum = sum * 31 + static_cast<unsigned char>(c);
        Value& slot = slots_[(sum ^ (sum >> 8U)) % slots_.size()];
        if (!slot.is(kind) || slot.text() != word) slot = made(kind, word);
        return slot;
    }

    static Value made(Value::Kind kind, std::string_view word) {
        return kind == Value::Kind::name ? Value::name(std::string(word))
                                         : Value::text(std::string(word));
    }

    static constexpr std::size_t longest = 24;
    std::array<Value, 512> slots_;
};

}  // namespace sm::detail::inline history
