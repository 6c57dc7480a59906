#pragma once
/// The filters that there are. Each is a value that fits messages of any type; where several nodes
/// get one, each has its own copy, with counts of its own.

#include <sm/simulation/detail/chance.hpp>
#include <sm/simulation/filter.hpp>

#include <atomic>
#include <concepts>
#include <deque>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sm::simulation::filter {

inline auto drop() {
    return [](auto, auto&) {};
}

/// Drops this share of them, from 0 to 1. Like all filters it throws Misuse for a share or a time
/// out of range.
inline auto drop(double share) {
    sm::detail::checked_share("drop", share);
    return [share](auto packet, auto& passage) {
        if (!detail::happens(share, passage.random())) passage.pass(std::move(packet));
    };
}

inline auto delay(Duration by) {
    sm::detail::checked_time("delay", by);
    return [by](auto packet, auto& passage) {
        packet.delay += by;
        passage.pass(std::move(packet));
    };
}

/// Delays each by another time; they still arrive in order.
inline auto random_latency(Duration least, Duration most) {
    sm::detail::checked_time("random_latency", least);
    sm::detail::checked_time("random_latency (most less least)", most - least);
    return [least, most](auto packet, auto& passage) {
        packet.delay += detail::between(least, most, passage.random());
        passage.pass(std::move(packet));
    };
}

/// Delays this share of them by up to `most`, so that others overtake them.
inline auto reorder(double share, Duration most) {
    sm::detail::checked_share("reorder", share);
    sm::detail::checked_time("reorder", most);
    return [share, most](auto packet, auto& passage) {
        if (detail::happens(share, passage.random())) {
            packet.delay += detail::between(Duration{}, most, passage.random());
            packet.overtakable = true;
        }
        passage.pass(std::move(packet));
    };
}

/// Sends this share of them twice.
inline auto duplicate(double share = 1) {
    sm::detail::checked_share("duplicate", share);
    return [share](auto packet, auto& passage) {
        if (detail::happens(share, passage.random())) passage.pass(packet);
        passage.pass(std::move(packet));
    };
}

/// Leaves those alone that `matches` is false of; it is given the message or the whole packet.
template <class Predicate, class Filter>
auto where(Predicate matches, Filter filter) {
    return [matches, filter]<class Message>(Packet<Message> packet,
                                            FilterContext<Message>& passage) mutable {
        const auto met = [&] {
            if constexpr (std::predicate<Predicate&, const Message&>)
                return std::invoke(matches, std::as_const(packet.message));
            else
                return std::invoke(matches, std::as_const(packet));
        };
        if (met()) return static_cast<void>(filter(std::move(packet), passage));
        passage.pass(std::move(packet));
    };
}

template <class Predicate>
auto drop_if(Predicate matches) {
    return where(std::move(matches), drop());
}

/// Leaves alone the messages of other types, where they are a variant.
template <class Type, class Filter>
auto of_type(Filter filter) {
    return where([](const auto& message) { return std::holds_alternative<Type>(message); },
                 std::move(filter));
}

/// The same where a field has the type.
///
///     namespace filter = sm::simulation::filter;
///     filter::of_type(&Message::kind, Kind::append, filter::drop())
template <class Message, class Type, class Filter>
auto of_type(Type Message::*field, std::type_identity_t<Type> type, Filter filter) {
    return where([field, type](const Message& message) { return message.*field == type; },
                 std::move(filter));
}

/// Switches a filter on and off from outside. Copies are the same switch.
class Switch {
 public:
    explicit Switch(bool on = true) : on_(std::make_shared<std::atomic<bool>>(on)) {}
    void turn(bool on) { on_->store(on); }
    bool is_on() const { return on_->load(); }

 private:
    std::shared_ptr<std::atomic<bool>> on_;
};

/// Leaves all alone while it is off.
template <class Filter>
auto when(Switch switched, Filter filter) {
    return where([switched](const auto&) { return switched.is_on(); }, std::move(filter));
}

/// Leaves the first ones alone.
template <class Filter>
auto skip(std::uint64_t count, Filter filter) {
    return where([count](const auto&) mutable { return count == 0 || count-- == 0; },
                 std::move(filter));
}

/// Leaves all but the first ones alone.
template <class Filter>
auto first(std::uint64_t count, Filter filter) {
    return where([count](const auto&) mutable { return count > 0 && count-- > 0; },
                 std::move(filter));
}

/// Lets so many through, and no more.
inline auto count(std::uint64_t most) { return skip(most, drop()); }

/// Keeps what is held back until it is released. Copies are the same gate.
template <class Message>
class Gate {
 public:
    std::size_t held() const { return held_->size(); }

    /// Lets the oldest ones through, in their order.
    void release(std::size_t count) {
        for (; count > 0 && !held_->empty(); --count) {
            auto oldest = std::move(held_->front());
            held_->pop_front();
            oldest.pass(std::move(oldest.packet));
        }
    }
    void release() { release(held()); }

    void hold(Packet<Message> packet, FilterContext<Message>& passage) {
        held_->push_back({std::move(packet), passage.later()});
    }

 private:
    struct Held {
        Packet<Message> packet;
        std::function<void(Packet<Message>)> pass;
    };
    std::shared_ptr<std::deque<Held>> held_ = std::make_shared<std::deque<Held>>();
};

template <class Message>
auto hold(Gate<Message> gate) {
    return [gate](Packet<Message> packet, FilterContext<Message>& passage) mutable {
        gate.hold(std::move(packet), passage);
    };
}

/// What has come by. Copies are the same list.
template <class Message>
class Captured {
 public:
    const std::vector<Packet<Message>>& packets() const { return *parcels_; }
    void add(Packet<Message> packet) { parcels_->push_back(std::move(packet)); }

 private:
    std::shared_ptr<std::vector<Packet<Message>>> parcels_ =
        std::make_shared<std::vector<Packet<Message>>>();
};

/// Copies what comes by, and lets it through.
template <class Message>
auto capture(Captured<Message> captured) {
    return [captured](Packet<Message> packet, FilterContext<Message>& passage) mutable {
        captured.add(packet);
        passage.pass(std::move(packet));
    };
}

/// Calls a function with each packet, and lets it through. The function may do what it likes to the
/// cluster.
template <class Function>
auto notify(Function function) {
    return [function](auto packet, auto& passage) mutable {
        std::invoke(function, std::as_const(packet));
        passage.pass(std::move(packet));
    };
}

}  // namespace sm::simulation::filter
