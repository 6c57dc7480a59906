#pragma once
/// Short words that come again and again in a history, held once.

#include <sm/history/datum.hpp>

#include <array>
#include <string>
#include <string_view>

namespace sm::detail::inline history {

/// Makes names and texts, and gives those that it made lately again.
class Interned {
 public:
    Datum name(std::string_view word) { return find(Datum::Kind::name, word); }
    Datum text(std::string_view word) { return find(Datum::Kind::text, word); }

 private:
    Datum find(Datum::Kind kind, std::string_view word) {
        if (word.size() > longest) return made(kind, word);
        std::size_t sum = static_cast<std::size_t>(kind);
        for (const char c : word) sum = sum * 31 + static_cast<unsigned char>(c);
        Datum& slot = slots_[(sum ^ (sum >> 8U)) % slots_.size()];
        if (!slot.is(kind) || slot.text() != word) slot = made(kind, word);
        return slot;
    }

    static Datum made(Datum::Kind kind, std::string_view word) {
        return kind == Datum::Kind::name ? Datum::name(std::string(word))
                                         : Datum::text(std::string(word));
    }

    static constexpr std::size_t longest = 24;
    std::array<Datum, 512> slots_;
};

}  // namespace sm::detail::inline history
