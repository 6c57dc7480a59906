#pragma once
/// The filters of one node in one direction, through which packets go in the order of attachment.

#include <sm/simulation/filter.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sm::detail::inline simulation {

template <class Message>
class FilterChain {
 public:
    using Let = std::function<void(Packet<Message>)>;
    /// Who writes down what is lost.
    struct Witness {
        std::function<bool()> looks{};
        std::function<void(const Packet<Message>&)> lost{};
    };

    /// `out` gets what is let through all filters.
    FilterChain(Clock& clock, Seed seed, Let out, Witness witness)
        : clock_(clock), seed_(seed), out_(std::move(out)), witness_(std::move(witness)) {}
    FilterChain(const FilterChain&) = delete;
    FilterChain& operator=(const FilterChain&) = delete;
    ~FilterChain() { clear(); }

    template <class F>
    std::shared_ptr<FilterPlace> add(F filter) {
        auto place = std::make_shared<Place>(
            *this, added_,
            [filter](Packet<Message> packet, FilterContext<Message>& passage) mutable {
                filter(std::move(packet), passage);
            });
        ++added_;
        places_.push_back(place);
        return place;
    }

    bool empty() const { return places_.empty(); }

    void enter(Packet<Message> packet) { go_on(0, std::move(packet)); }

    /// Of all filters that there are and have been.
    FilterCounts counts() const {
        auto all = gone_;
        for (const auto& place : places_) all += place->counts();
        return all;
    }

    void clear() {
        for (const auto& place : std::exchange(places_, {})) place->remove();
    }

 private:
    class Place;

    /// Through the filters from this number on.
    void go_on(std::uint64_t number, Packet<Message> packet) {
        const auto next = std::find_if(places_.begin(), places_.end(), [number](const auto& place) {
            return place->number() >= number;
        });
        if (next == places_.end()) return out_(std::move(packet));
        const auto place = *next;  // it may remove itself
        place->take(std::move(packet));
    }

    void remove(const Place& place) {
        gone_ += place.counts();
        std::erase_if(places_, [&](const auto& one) { return one.get() == &place; });
    }

    Clock& clock_;
    Seed seed_;
    Let out_;
    Witness witness_;
    std::uint64_t added_ = 0;
    FilterCounts gone_;
    std::vector<std::shared_ptr<Place>> places_;
};

template <class Message>
class FilterChain<Message>::Place final : public FilterContext<Message>,
                                          public FilterPlace,
                                          public std::enable_shared_from_this<Place> {
 public:
    using Filter = std::function<void(Packet<Message>, FilterContext<Message>&)>;

    Place(FilterChain& chain, std::uint64_t number, Filter filter)
        : chain_(chain),
          number_(number),
          filter_(std::move(filter)),
          random_(chain.seed_.child(number)) {}

    std::uint64_t number() const { return number_; }

    void take(Packet<Message> packet) {
        ++counts_.seen;
        const auto let_before = let_;
        const auto kept = chain_.witness_.looks() ? std::optional(packet) : std::nullopt;
        const auto lost = chain_.witness_.lost;  // the chain may be gone when the filter is done
        filter_(std::move(packet), *this);
        if (let_ != let_before) return;
        ++counts_.dropped;
        if (kept) lost(*kept);
    }

    void pass(Packet<Message> packet) override {
        ++let_;
        let_through(std::move(packet));
    }

    std::function<void(Packet<Message>)> later() override {
        ++let_;
        ++counts_.kept;
        return [place = this->shared_from_this(), kept = true](Packet<Message> packet) mutable {
            if (place->removed_) return;
            if (std::exchange(kept, false)) --place->counts_.kept;
            place->let_through(std::move(packet));
        };
    }

    Clock& clock() override { return chain_.clock_; }
    Random& random() override { return random_; }

    void remove() override {
        if (std::exchange(removed_, true)) return;
        counts_.dropped += std::exchange(counts_.kept, 0);
        chain_.remove(*this);
    }
    FilterCounts counts() const override { return counts_; }

 private:
    void let_through(Packet<Message> packet) {
        ++counts_.passed;
        chain_.go_on(number_ + 1, std::move(packet));
    }

    FilterChain& chain_;  // gone, it may be, when this is removed
    bool removed_ = false;
    std::uint64_t number_;
    Filter filter_;
    Random random_;
    FilterCounts counts_;
    std::uint64_t let_ = 0;  // passed or kept
};

}  // namespace sm::detail::inline simulation
