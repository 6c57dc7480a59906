#pragma once
/// Filters: what may be done to datagrams where they are sent and where they arrive.

#include <sm/base/clock.hpp>
#include <sm/base/random.hpp>
#include <sm/simulation/host.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sm::simulation {

/// A datagram on its way through filters.
template <class Message>
struct Packet {
    NodeId from = 0;
    NodeId to = 0;
    Message message{};
    Duration delay{};          ///< by which it will be later than it would have been
    bool overtakable = false;  ///< by those that are sent after it
};

/// What a filter hands a packet on to: the next filter or, after the last, the network or node.
template <class Message>
class FilterContext {
 public:
    virtual ~FilterContext() = default;

    /// Lets a packet through. What is never let through is dropped.
    virtual void pass(Packet<Message> packet) = 0;
    /// Does so later, for a packet that is kept until then. When the filter has been removed by
    /// then, the packet is lost.
    virtual std::function<void(Packet<Message>)> later() = 0;

    virtual Clock& clock() = 0;
    /// Chance of this filter's own.
    virtual Random& random() = 0;
};

/// A function of a packet and a passage: it passes what it lets through, changed or not, any number
/// of times. `filters.hpp` has those that are often wanted; a lambda makes another:
///
///     using namespace sm::simulation;
///     cluster.add_send_filter(1, [](Packet<Message> packet, FilterContext<Message>& passage) {
///         if (packet.to != 3) passage.pass(std::move(packet));
///     });
template <class F, class Message>
concept FilterOf = std::copy_constructible<F> &&
                   requires(F& filter, Packet<Message> packet, FilterContext<Message>& passage) {
                       filter(std::move(packet), passage);
                   };

/// What a filter has done until now. One that has seen nothing was never put to the test.
struct FilterCounts {
    std::uint64_t seen = 0;
    std::uint64_t passed = 0;   ///< copies that it made among them
    std::uint64_t dropped = 0;  ///< those that were kept and lost among them
    std::uint64_t kept = 0;     ///< at the moment

    FilterCounts& operator+=(const FilterCounts& other);
    bool operator==(const FilterCounts&) const = default;
};

}  // namespace sm::simulation

namespace sm::detail::inline simulation {

/// The share, of what a filter does. Throws Misuse, naming the filter, unless it is from 0 to 1.
double checked_share(const char* filter, double share);
/// The time by which a filter delays. Throws Misuse, naming the filter, if it is below zero.
Duration checked_time(const char* filter, Duration time);

/// A filter where it is attached.
class FilterPlace {
 public:
    virtual ~FilterPlace() = default;
    virtual void remove() = 0;
    virtual FilterCounts counts() const = 0;
};

}  // namespace sm::detail::inline simulation

namespace sm::simulation {

/// The filters that one call has attached. They stay when this value ends.
class Filters {
 public:
    explicit Filters(std::vector<std::shared_ptr<detail::FilterPlace>> places)
        : places_(std::move(places)) {}

    /// Of all of them together; also after they were removed.
    FilterCounts counts() const;
    /// Takes them away. What they keep is lost.
    void remove();

 private:
    std::vector<std::shared_ptr<detail::FilterPlace>> places_;
};

/// Filters that are removed at the end of a scope.
///
///     const sm::simulation::ScopedFilters cut(cluster.partition({1}, {2, 3}));
class [[nodiscard]] ScopedFilters {
 public:
    explicit ScopedFilters(Filters filters) : filters_(std::move(filters)) {}
    ScopedFilters(const ScopedFilters&) = delete;
    ScopedFilters& operator=(const ScopedFilters&) = delete;
    ~ScopedFilters() { filters_.remove(); }

    FilterCounts counts() const { return filters_.counts(); }

 private:
    Filters filters_;
};

}  // namespace sm::simulation
