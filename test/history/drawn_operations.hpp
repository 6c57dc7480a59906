#pragma once
/// Random data and random histories of operations, as strange as they may be.

#include <sm/base/random.hpp>
#include <sm/history/operation.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace drawn {

inline std::string bytes(sm::Random& random) {
    static const std::vector<std::string> strange{"",     ":",
                                                  ":a",   "::",
                                                  "a b",  "\"",
                                                  "\\",   "\n",
                                                  "\t\r", std::string(1, '\0'),
                                                  "\x7f", "ä",
                                                  "€",    "\U0001F600",
                                                  "\xff", "\xed\xa0\x80",
                                                  "\x01", "nil",
                                                  "true", "-1",
                                                  "a/b",  "set",
                                                  "text", "{",
                                                  "#_",   ";"};
    std::string text;
    for (auto n = random.below(3); n-- > 0;) text += strange[random.below(strange.size())];
    if (random.below(2) == 0) text += static_cast<char>('a' + random.below(26));
    return text;
}

inline std::int64_t number(sm::Random& random) {
    const auto full = random.next();
    switch (random.below(4)) {
        case 0:
            return static_cast<std::int64_t>(full);
        case 1:
            return std::numeric_limits<std::int64_t>::min() +
                   static_cast<std::int64_t>(random.below(2));
        case 2:
            return std::numeric_limits<std::int64_t>::max() -
                   static_cast<std::int64_t>(random.below(2));
        default:
            return random.between(-3, 3);
    }
}

inline double real(sm::Random& random) {
    constexpr double strange[] = {0.0,  -0.0,   1.0,      -1.5,      1e300, -1e-300, 5e-324,
                                  1e16, 123e20, HUGE_VAL, -HUGE_VAL, NAN,   0.1};
    if (random.below(2) == 0) return strange[random.below(std::size(strange))];
    return std::ldexp(static_cast<double>(random.next() >> 11U),
                      static_cast<int>(random.between(-80, 80)));
}

inline sm::history::Value drawn_value(sm::Random& random, int depth = 3) {
    switch (random.below(depth > 0 ? 9 : 6)) {
        case 0:
            return {};
        case 1:
            return sm::history::Value::boolean(random.below(2) == 0);
        case 2:
            return sm::history::Value::integer(number(random));
        case 3:
            return sm::history::Value::real(real(random));
        case 4:
            return sm::history::Value::text(bytes(random));
        case 5:
            return sm::history::Value::name(bytes(random));
        case 6:
        case 7: {
            std::vector<sm::history::Value> items;
            for (auto n = random.below(4); n-- > 0;)
                items.push_back(drawn_value(random, depth - 1));
            return random.below(2) == 0 ? sm::history::Value::set(items)
                                        : sm::history::Value::list(items);
        }
        default: {
            std::map<sm::history::Value, sm::history::Value> entries;
            for (auto n = random.below(3); n-- > 0;) {
                entries[drawn_value(random, depth - 1)] = drawn_value(random, depth - 1);
            }
            return sm::history::Value::map({entries.begin(), entries.end()});
        }
    }
}

inline sm::Duration time(sm::Random& random) {
    return sm::Duration{random.below(3) == 0 ? 0 : random.below(1'000'000)};
}

/// What the operation says when it is over; whether its process goes on.
inline bool end(sm::Random& random, sm::history::Operation& operation, sm::Timestamp now) {
    constexpr sm::Ending endings[] = {sm::Ending::answered, sm::Ending::answered,
                                      sm::Ending::refused, sm::Ending::unknown};
    operation.ending = endings[random.below(operation.by_nemesis() ? 3 : 4)];
    operation.ended = time(random);
    if (random.below(2) == 0) operation.error = drawn_value(random, 1);
    if (operation.answered()) operation.answer = drawn_value(random);
    if (!operation.indeterminate()) operation.returned = now;
    return !operation.indeterminate();
}

/// Operations of several processes and a nemesis, by invocation, of which some never end.
inline sm::history::Operations operations(sm::Random& random, std::size_t calls) {
    constexpr std::size_t idle = static_cast<std::size_t>(-1);
    sm::history::Operations all;
    std::vector<std::pair<std::int64_t, std::size_t>> processes{
        {sm::history::Operation::nemesis, idle}};
    for (std::int64_t process = 0; process < 3; ++process) processes.emplace_back(process, idle);
    std::int64_t next_process = 3;
    for (sm::Timestamp now = 0; all.size() < calls; ++now) {
        auto& [process, under_way] = processes[random.below(processes.size())];
        if (under_way == idle) {
            under_way = all.size();
            auto& operation = all.emplace_back();
            operation.process = process;
            operation.function = "f" + std::to_string(random.below(3));
            if (random.below(4) == 0) operation.function += " of: \"it\"";
            if (process >= 0 && random.below(2) == 0) operation.key = drawn_value(random, 1);
            operation.value = drawn_value(random);
            operation.invoked = now;
            operation.began = time(random);
        } else {
            if (!end(random, all[under_way], now)) process = next_process++;
            under_way = idle;
        }
    }
    return all;
}

}  // namespace drawn
