#pragma once
/// A value in a history: small, whatever its C++ type was.

#include <sm/history/detail/namespace.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::history {

/// Nothing, a boolean, a number, a text, a name, or a list or map of such; copies share large
/// content. Ordered by kind, then by content; an integer never equals a real.
class Value {
 public:
    enum class Kind : std::uint8_t {
        nothing,  ///< Clojure's nil, JSON's null
        boolean,
        integer,
        real,
        text,
        name,  ///< a word that stands for itself: Clojure's :append
        list,  ///< a vector or a list
        set,   ///< items are ordered, each once
        map,   ///< keys and values in turn, ordered by key
    };

    Value() = default;  ///< nothing
    Value(const Value& other) : kind_(other.kind_), held_(other.held_) { retain(); }
    Value(Value&& other) noexcept : kind_(other.kind_), held_(other.held_) {
        other.kind_ = Kind::nothing;
    }
    Value& operator=(const Value& other);
    Value& operator=(Value&& other) noexcept;
    ~Value() { release(); }

    static Value boolean(bool value);
    static Value integer(std::int64_t value);
    static Value real(double value);
    static Value text(std::string bytes);
    static Value name(std::string word);
    static Value list(std::vector<Value> items);
    static Value set(std::vector<Value> items);
    static Value map(std::vector<std::pair<Value, Value>> entries);

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }
    bool is_nothing() const { return kind_ == Kind::nothing; }
    bool is_integer() const { return kind_ == Kind::integer; }

    /// The content of a value of that kind; throws Misuse for any other kind.
    bool boolean() const;
    std::int64_t integer() const;
    double real() const;
    const std::string& text() const;  ///< of a text or a name
    /// Of a list or set; of a map keys and values in turn.
    std::span<const Value> items() const;

    friend bool operator==(const Value& a, const Value& b) {
        if (a.is_integer() && b.is_integer()) return a.held_.integer == b.held_.integer;
        return compare(a, b) == 0;
    }
    friend bool operator<(const Value& a, const Value& b) {
        if (a.is_integer() && b.is_integer()) return a.held_.integer < b.held_.integer;
        return compare(a, b) < 0;
    }
    std::uint64_t hash() const;

 private:
    struct Large {
        std::atomic<std::uint32_t> owners{1};
        std::string text;
        std::vector<Value> items;
    };
    union Held {
        std::int64_t integer;
        double real;
        Large* large;
    };

    static Value of_text(Kind kind, std::string bytes);
    static Value of_items(Kind kind, std::vector<Value> items);
    static int compare(const Value& a, const Value& b);
    bool is_large() const { return kind_ >= Kind::text; }
    void retain() const {
        if (is_large()) held_.large->owners.fetch_add(1, std::memory_order_relaxed);
    }
    void release();
    void expect(Kind kind, std::string_view use) const;

    Kind kind_ = Kind::nothing;
    Held held_{0};
};

/// As Clojure writes it: `nil`, `3`, `"text"`, `:name`, `[1 2]`, `#{1 2}`, `{:a 1}`.
std::string to_string(const Value& value);

}  // namespace sm::history
