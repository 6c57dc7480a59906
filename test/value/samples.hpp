#pragma once
/// Types of every kind, and random values of them, for the tests of this room.

#include <sm/base/random.hpp>
#include <sm/value/detail/adapter.hpp>

#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace samples {

enum class Key { x, y, z };
enum class Sparse : std::int8_t { low = -128, minus = -3, none = 0, nan = 7, high = 127 };
enum Plain { plain_a, plain_b = 5 };
enum class Wide : std::uint64_t { one = 1, million = 1'000'000, top = ~0ULL };
constexpr auto sm_enumerators(Wide) { return std::array{Wide::one, Wide::million, Wide::top}; }

struct Put {
    Key key;
    int value;
};
struct Get {
    Key key;
};
struct Flush {};
struct some {  // a name that the notation knows
    int some;
};
struct none {};
using Command = std::variant<Put, Get, Flush>;

struct OneArray {  // g++ 12 crashes on it under Boost.PFR 1.81
    std::array<std::string, 2> only;
};

struct Branch {
    std::string name;
    std::vector<Branch> branches;
};

template <class A, class B>
struct Two {
    A first;
    B second;
};

class Account {
 public:
    Account() = default;
    Account(std::string owner, std::int64_t cents) : owner_(std::move(owner)), cents_(cents) {}

    friend auto sm_fields(auto& self) {
        return std::tuple{sm::field("owner", self.owner_), sm::field("cents", self.cents_)};
    }

 private:
    std::string owner_;
    std::int64_t cents_ = 0;
};

struct Scalars {
    bool flag;
    std::int8_t i8;
    std::uint8_t u8;
    std::int16_t i16;
    std::uint16_t u16;
    std::int32_t i32;
    std::uint32_t u32;
    std::int64_t i64;
    std::uint64_t u64;
    char letter;
    float single;
    double real;
    std::string text;
    Key key;
    Sparse sparse;
    Wide wide;
};

struct Containers {
    std::vector<int> vector;
    std::vector<bool> bits;
    std::deque<std::string> deque;
    std::list<double> list;
    std::array<Key, 3> array;
    std::set<std::string> set;
    std::unordered_set<int> unordered_set;
    std::map<Key, int> by_enum;
    std::map<std::string, Put> by_text;
    std::map<std::int64_t, Sparse> by_integer;
    std::map<double, int> by_real;
    std::map<std::tuple<int, bool>, int> by_tuple;
    std::unordered_map<std::string, std::vector<int>> unordered;
    std::map<std::optional<Sparse>, int> by_optional;
    std::map<std::chrono::milliseconds, bool> by_duration;
    std::map<bool, Command> by_bool;
};

struct Sums {
    std::optional<int> optional;
    std::optional<std::optional<int>> twice;
    std::optional<std::optional<std::optional<bool>>> thrice;
    std::optional<Sparse> sparse;
    std::optional<some> optional_some;
    std::optional<std::map<std::string, int>> optional_map;
    std::optional<std::variant<std::monostate, none, some>> optional_variant;
    Command command;
    std::variant<int, std::string, double, std::vector<int>> mixed;
    std::variant<int, int, Two<int, Key>> alike;
    std::variant<std::monostate, Key, Account> maybe;
    std::variant<std::optional<int>, Command> nested;
    std::monostate nothing;
    std::pair<int, std::string> pair;
    std::tuple<> empty;
    std::tuple<Key, std::optional<Put>, Flush> tuple;
};

using Frames = std::chrono::duration<std::int32_t, std::ratio<1, 30>>;

struct Times {
    std::chrono::nanoseconds ns;
    std::chrono::microseconds us;
    std::chrono::milliseconds ms;
    std::chrono::seconds s;
    std::chrono::minutes min;
    std::chrono::hours h;
    std::chrono::days d;
    std::chrono::weeks w;
    Frames frames;
    std::chrono::duration<double> real;
    std::chrono::duration<std::uint64_t> natural;
};

struct Everything {
    Scalars scalars;
    Containers containers;
    Sums sums;
    Times times;
    Account account;
    Branch branch;
    OneArray one_array;
    Two<Flush, Two<Put, std::string>> two;
};

/// Draws values of any type, odd ones often.
class Drawer {
 public:
    explicit Drawer(std::uint64_t seed) : random_(seed) {}

    template <class T>
    T draw() {
        using sm::detail::Shape;
        constexpr auto shape = sm::detail::shape_of<T>();
        if constexpr (shape == Shape::boolean)
            return random_.chance(1, 2);
        else if constexpr (shape == Shape::integer)
            return integer<T>();
        else if constexpr (shape == Shape::real)
            return real<T>();
        else if constexpr (shape == Shape::enumeration)
            return enumerator<T>();
        else if constexpr (shape == Shape::text)
            return text();
        else if constexpr (shape == Shape::optional)
            return optional<T>();
        else if constexpr (shape == Shape::variant)
            return variant<T>();
        else if constexpr (shape == Shape::duration)
            return T{draw<typename T::rep>()};
        else if constexpr (shape == Shape::map)
            return map<T>();
        else if constexpr (shape == Shape::set)
            return set<T>();
        else if constexpr (shape == Shape::sequence)
            return sequence<T>();
        else
            return parts<T>();
    }

 private:
    template <class T>
    T integer() {
        using Limits = std::numeric_limits<T>;
        switch (random_.below(5)) {
            case 0:
                return Limits::min();
            case 1:
                return Limits::max();
            case 2:
                return static_cast<T>(random_.below(4));
            default:
                return static_cast<T>(random_.next());
        }
    }

    template <class T>
    T real() {
        using Limits = std::numeric_limits<T>;
        const T odd[] = {T{0},
                         -T{0},
                         T{1} / 3,
                         Limits::max(),
                         Limits::min(),
                         Limits::denorm_min(),
                         Limits::lowest(),
                         Limits::infinity(),
                         -Limits::infinity(),
                         Limits::quiet_NaN(),
                         T{100},
                         T{16777216}};
        if (random_.chance(1, 2)) return odd[random_.below(std::size(odd))];
        if constexpr (sizeof(T) == 4)
            return std::bit_cast<T>(static_cast<std::uint32_t>(random_.next()));
        else
            return std::bit_cast<T>(random_.next());
    }

    template <class T>
    T enumerator() {
        const auto& all = sm::enum_values<T>();
        if (random_.chance(1, 10)) return static_cast<T>(random_.below(8));  // may have no name
        return all[random_.below(all.size())];
    }

    std::string text() {
        const std::string odd[] = {"",     "none",         "NaN",
                                   "5",    "150ms",        "\xff\xfe",
                                   "é→",   "a\nb\t\"\\\r", std::string("\0x", 2),
                                   "some", "\xed\xa0\x80", "\x7f\x1b",
                                   "true"};
        if (random_.chance(1, 2)) return odd[random_.below(std::size(odd))];
        std::string bytes;
        for (auto left = random_.below(6); left > 0; --left)
            bytes += static_cast<char>(random_.next());
        return bytes;
    }

    template <class T>
    T optional() {
        if (random_.chance(1, 2)) return std::nullopt;
        return T{std::in_place, draw<typename T::value_type>()};
    }

    template <class T, std::size_t I = 0>
    T variant(std::size_t index = std::variant_size_v<T>) {
        if (index == std::variant_size_v<T>) index = random_.below(index);
        if (index == I) return T{std::in_place_index<I>, draw<std::variant_alternative_t<I, T>>()};
        if constexpr (I + 1 < std::variant_size_v<T>)
            return variant<T, I + 1>(index);
        else
            throw std::logic_error("unreachable");
    }

    std::size_t few() { return depth_ > 4 ? 0 : random_.below(4); }

    template <class T>
    T map() {
        T value;
        for (auto left = few(); left > 0; --left) {
            auto key = draw<typename T::key_type>();
            if constexpr (std::is_floating_point_v<typename T::key_type>) {
                if (std::isnan(key)) continue;  // no key of a map
            }
            value.try_emplace(std::move(key), draw<typename T::mapped_type>());
        }
        return value;
    }

    template <class T>
    T set() {
        T value;
        for (auto left = few(); left > 0; --left) value.insert(draw<typename T::key_type>());
        return value;
    }

    template <class T>
    T sequence() {
        T value;
        ++depth_;
        for (auto left = few(); left > 0; --left) value.push_back(draw<typename T::value_type>());
        --depth_;
        return value;
    }

    template <class T>
    T parts() {
        T value{};
        if constexpr (sm::detail::shape_of<T>() == sm::detail::Shape::record) {
            sm::with_fields(value, [&](auto&... fields) { (fill(fields), ...); });
        } else if constexpr (sm::detail::shape_of<T>() != sm::detail::Shape::nothing) {
            std::apply([&](auto&... items) { (fill(items), ...); }, value);
        }
        return value;
    }

    template <class T>
    void fill(T& part) {
        part = draw<T>();
    }

    sm::Random random_;
    std::size_t depth_ = 0;
};

}  // namespace samples
