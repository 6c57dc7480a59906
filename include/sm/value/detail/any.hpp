#pragma once
/// Values of types that the compiled code does not know: a value, and what can be done with it.

#include <sm/value/compare.hpp>
#include <sm/value/tree.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace sm::detail::inline value {

class Any;

/// What can be done with the values of one type.
struct AnyType {
    bool is_inside;  ///< an Any holds it in itself, not on the heap
    bool is_bytes;   ///< and its bytes are all there is to it
    void (*copy)(void* place, const void* from);
    void (*move)(void* place, void* from) noexcept;  ///< for what is inside; `from` holds no more
    void (*destroy)(void* place) noexcept;
    bool (*equal)(const void* a, const void* b);
    std::uint64_t (*hash)(const void* value);
    Tree (*write)(const void* value);
    Any (*read)(const Tree& tree);
};

/// A value of any type, or none.
class Any {
 public:
    static constexpr std::size_t room = 48;
    static constexpr std::size_t alignment = 16;

    /// Whether a T is kept inside; others are kept on the heap.
    template <class T>
    static constexpr bool fits =
        sizeof(T) <= room && alignment % alignof(T) == 0 && std::is_nothrow_move_constructible_v<T>;

    Any() = default;
    ~Any() { reset(); }
    Any(const Any& other) {
        if (other.type_ == nullptr) return;
        if (other.type_->is_bytes) {
            take_bytes(other);
        } else {
            other.type_->copy(&place_, other.data());
            type_ = other.type_;
        }
    }
    Any(Any&& other) noexcept { take(other); }
    Any& operator=(const Any& other) {
        if (this != &other) *this = Any(other);
        return *this;
    }
    Any& operator=(Any&& other) noexcept {
        if (this == &other) return *this;
        reset();
        take(other);
        return *this;
    }

    template <class T>
    static Any of(T value);

    bool has_value() const { return type_ != nullptr; }
    const AnyType& type() const {
        assert(has_value());
        return *type_;
    }

    /// Where the value is; it must have one.
    void* data() { return type().is_inside ? static_cast<void*>(&place_) : place_.outside; }
    const void* data() const { return const_cast<Any*>(this)->data(); }

    template <class T>
    const T& as() const {
        return *static_cast<const T*>(data());
    }

    Tree tree() const { return type().write(data()); }
    std::uint64_t hash() const { return type().hash(data()); }

    void reset() noexcept {
        if (type_ != nullptr && !type_->is_bytes) type_->destroy(&place_);
        type_ = nullptr;
    }

 private:
    union Place {
        alignas(alignment) std::byte inside[room];
        void* outside;
    };

    void take_bytes(const Any& other) {
        std::memcpy(&place_, &other.place_, sizeof place_);
        type_ = other.type_;
    }
    void take(Any& other) noexcept {
        if (other.type_ == nullptr) return;
        if (other.type_->is_bytes || !other.type_->is_inside) {
            take_bytes(other);
        } else {
            other.type_->move(&place_, &other.place_);
            type_ = other.type_;
        }
        other.type_ = nullptr;
    }

    Place place_;
    const AnyType* type_ = nullptr;
};

/// Equal values of one type, or no value both.
inline bool equal_values(const Any& a, const Any& b) {
    if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
    return &a.type() == &b.type() && a.type().equal(a.data(), b.data());
}

template <class T>
struct AnyOperations {
    static const T& at(const void* value) { return *static_cast<const T*>(value); }

    static void copy(void* place, const void* from) {
        if constexpr (Any::fits<T>) {
            ::new (place) T(at(from));
        } else {
            *static_cast<T**>(place) = new T(at(from));
        }
    }
    static void move(void* place, void* from) noexcept {
        if constexpr (Any::fits<T>) {
            ::new (place) T(std::move(*static_cast<T*>(from)));
            static_cast<T*>(from)->~T();
        }
    }
    static void destroy(void* place) noexcept {
        if constexpr (Any::fits<T>) {
            static_cast<T*>(place)->~T();
        } else {
            delete *static_cast<T**>(place);
        }
    }
    static bool equal(const void* a, const void* b) { return sm::equal(at(a), at(b)); }
    static std::uint64_t hash(const void* value) { return sm::hash(at(value)); }
    static Tree write(const void* value) { return to_tree(at(value)); }
    static Any read(const Tree& tree) { return Any::of(from_tree<T>(tree)); }
};

// Answers of these types are in most tests, and compiled once, in the library.
extern template struct AnyOperations<bool>;
extern template struct AnyOperations<int>;
extern template struct AnyOperations<std::optional<int>>;

template <class T>
inline constexpr AnyType any_type{
    Any::fits<T>,
    Any::fits<T>&& std::is_trivially_copyable_v<T>,
    AnyOperations<T>::copy,
    AnyOperations<T>::move,
    AnyOperations<T>::destroy,
    AnyOperations<T>::equal,
    AnyOperations<T>::hash,
    AnyOperations<T>::write,
    AnyOperations<T>::read,
};

template <class T>
Any Any::of(T value) {
    Any any;
    if constexpr (std::is_empty_v<T>) any.place_ = {};  // all of it is copied along
    if constexpr (fits<T>) {
        ::new (static_cast<void*>(&any.place_)) T(std::move(value));
    } else {
        any.place_.outside = new T(std::move(value));
    }
    any.type_ = &any_type<T>;
    return any;
}

}  // namespace sm::detail::inline value
