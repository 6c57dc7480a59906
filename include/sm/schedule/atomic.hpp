#pragma once
/// Atomics as the standard's, each access of which is a point for a controlled scheduler.

#include <sm/schedule/detail/control.hpp>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <source_location>

namespace sm {

namespace detail::inline schedule {

/// What is added to a T.
template <class T>
struct AmountOf {
    using Type = T;
};
template <class T>
struct AmountOf<T*> {
    using Type = std::ptrdiff_t;
};

}  // namespace detail::inline schedule

/// As std::atomic<T>. A controlled scheduler may switch before each access. It tries
/// only sequentially consistent interleavings, none that needs a weaker memory order, and weak
/// exchanges never fail spuriously.
template <class T>
class atomic {
 public:
    using value_type = T;
    using Amount = typename detail::AmountOf<T>::Type;
    using Order = std::memory_order;
    using Place = std::source_location;

    constexpr atomic() noexcept(noexcept(T{})) : native_(T{}) {}
    constexpr atomic(T value) noexcept : native_(value) {}
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(Order order = Order::seq_cst, Place place = Place::current()) const {
        before("load", place);
        return native_.load(order);
    }
    void store(T value, Order order = Order::seq_cst, Place place = Place::current()) {
        before("store", place);
        native_.store(value, order);
    }
    T exchange(T value, Order order = Order::seq_cst, Place place = Place::current()) {
        before("exchange", place);
        return native_.exchange(value, order);
    }
    bool compare_exchange_strong(T& expected, T value, Order order = Order::seq_cst,
                                 Place place = Place::current()) {
        before("compare_exchange", place);
        return native_.compare_exchange_strong(expected, value, order);
    }
    bool compare_exchange_strong(T& expected, T value, Order success, Order failure,
                                 Place place = Place::current()) {
        before("compare_exchange", place);
        return native_.compare_exchange_strong(expected, value, success, failure);
    }
    bool compare_exchange_weak(T& expected, T value, Order order = Order::seq_cst,
                               Place place = Place::current()) {
        return compare_exchange_strong(expected, value, order, place);
    }
    bool compare_exchange_weak(T& expected, T value, Order success, Order failure,
                               Place place = Place::current()) {
        return compare_exchange_strong(expected, value, success, failure, place);
    }

    T fetch_add(Amount by, Order order = Order::seq_cst, Place place = Place::current())
        requires requires(std::atomic<T>& a) { a.fetch_add(by); }
    {
        before("fetch_add", place);
        return native_.fetch_add(by, order);
    }
    T fetch_sub(Amount by, Order order = Order::seq_cst, Place place = Place::current())
        requires requires(std::atomic<T>& a) { a.fetch_sub(by); }
    {
        before("fetch_sub", place);
        return native_.fetch_sub(by, order);
    }
    T fetch_and(T by, Order order = Order::seq_cst, Place place = Place::current())
        requires requires(std::atomic<T>& a) { a.fetch_and(by); }
    {
        before("fetch_and", place);
        return native_.fetch_and(by, order);
    }
    T fetch_or(T by, Order order = Order::seq_cst, Place place = Place::current())
        requires requires(std::atomic<T>& a) { a.fetch_or(by); }
    {
        before("fetch_or", place);
        return native_.fetch_or(by, order);
    }
    T fetch_xor(T by, Order order = Order::seq_cst, Place place = Place::current())
        requires requires(std::atomic<T>& a) { a.fetch_xor(by); }
    {
        before("fetch_xor", place);
        return native_.fetch_xor(by, order);
    }

    /// Waits until it is notified and has another value.
    void wait(T old, Order order = Order::seq_cst, Place place = Place::current()) const {
        auto* const control = detail::control();
        if (control == nullptr) return native_.wait(old, order);
        control->before(access("wait", place));
        while (is(old, order)) control->wait(access("wait", place));
    }
    void notify_one(Place place = Place::current()) {
        if (auto* const control = before("notify_one", place)) return control->notify_one(this);
        native_.notify_one();
    }
    void notify_all(Place place = Place::current()) {
        if (auto* const control = before("notify_all", place)) return control->notify_all(this);
        native_.notify_all();
    }

    operator T() const { return load(); }
    T operator=(T value) { return store(value), value; }
    T operator++() { return static_cast<T>(fetch_add(1) + 1); }
    T operator++(int) { return fetch_add(1); }
    T operator--() { return static_cast<T>(fetch_sub(1) - 1); }
    T operator--(int) { return fetch_sub(1); }
    T operator+=(Amount by) { return static_cast<T>(fetch_add(by) + by); }
    T operator-=(Amount by) { return static_cast<T>(fetch_sub(by) - by); }
    T operator&=(T by) { return static_cast<T>(fetch_and(by) & by); }
    T operator|=(T by) { return static_cast<T>(fetch_or(by) | by); }
    T operator^=(T by) { return static_cast<T>(fetch_xor(by) ^ by); }

    bool is_lock_free() const noexcept { return native_.is_lock_free(); }
    static constexpr bool is_always_lock_free = std::atomic<T>::is_always_lock_free;

 private:
    detail::Access access(const char* name, const Place& place) const {
        return {name, "atomic", this, place};
    }
    detail::Control* before(const char* name, const Place& place) const {
        auto* const control = detail::control();
        if (control != nullptr) control->before(access(name, place));
        return control;
    }
    bool is(const T& value, Order order) const {
        const T now = native_.load(order);
        return std::memcmp(&now, &value, sizeof(T)) == 0;
    }

    std::atomic<T> native_;
};

}  // namespace sm
