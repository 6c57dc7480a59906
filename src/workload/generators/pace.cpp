// When each act is due: stagger, delay, rate.

#include <sm/workload/generators.hpp>

#include <algorithm>
#include <cmath>

#include "workload/exponential.hpp"
#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

/// When acts are due.
class Pace {
 public:
    virtual ~Pace() = default;
    virtual std::string_view name() const = 0;
    virtual Duration first(Duration now, Random&) const { return now; }
    /// After an act that was due at `due` and is given now.
    virtual Duration following(Duration due, Duration now, Random& random) const = 0;
};

class Stagger final : public Pace {
 public:
    explicit Stagger(Duration mean) : mean_(mean) {}
    std::string_view name() const override { return "stagger"; }
    Duration following(Duration, Duration now, Random& random) const override {
        return later(now, Duration{random.between(0, later(mean_, mean_).count())});
    }

 private:
    Duration mean_;
};

class Delay final : public Pace {
 public:
    explicit Delay(Duration interval) : interval_(interval) {}
    std::string_view name() const override { return "delay"; }
    Duration following(Duration, Duration now, Random&) const override {
        return later(now, interval_);
    }

 private:
    Duration interval_;
};

class Rate final : public Pace {
 public:
    explicit Rate(Duration mean) : mean_(mean) {}
    std::string_view name() const override { return "rate"; }
    Duration first(Duration now, Random& random) const override {
        return later(now, draw_exponential(mean_, random));
    }
    Duration following(Duration due, Duration, Random& random) const override {
        return later(due, draw_exponential(mean_, random));
    }

 private:
    Duration mean_;
};

class Paced final : public GeneratorNode {
 public:
    using SharedPace = std::shared_ptr<const Pace>;
    Paced(SharedPace pace, std::optional<Duration> due, Pointer part)
        : pace_(std::move(pace)), due_(due), part_(std::move(part)) {}

    std::string_view name() const override { return pace_->name(); }
    Given next(const Context& context, const Pointer& self) const override {
        const auto due = due_ ? *due_ : pace_->first(context.now, context.chance());
        if (due > context.now) return pending(with(due, part_, self), due);
        Given given = ask(part_, context);
        if (given.next.is_act() && given.then != nullptr) {
            given.then = make<Paced>(pace_, pace_->following(due, context.now, context.chance()),
                                     std::move(given.then));
        } else if (given.next.is_pending()) {
            given.then = with(due, std::move(given.then), self);
        }
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(due_, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(std::optional<Duration> due, Pointer part, const Pointer& self) const {
        if (part == nullptr) return nullptr;
        return part == part_ && due == due_ ? self : make<Paced>(pace_, due, std::move(part));
    }

    SharedPace pace_;
    std::optional<Duration> due_;
    Pointer part_;
};

Generator paced(Paced::SharedPace pace, const Generator& generator) {
    return generator_of<Paced>(std::move(pace), std::nullopt, generator.node());
}

/// Throws Misuse unless the gaps can be counted in nanoseconds.
Duration mean_gap(double per_second) {
    const double gap = 1e9 / per_second;
    if (!(per_second > 0) || !(gap >= 1) || gap > 9e18) {
        throw Misuse("rate: acts per second must be above 0 and at most 1,000,000,000, but it is " +
                     std::to_string(per_second));
    }
    return Duration{std::llround(gap)};
}

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator stagger(Duration mean, const Generator& generator) {
    detail::expect_positive("stagger", "the mean interval", mean);
    return detail::paced(std::make_shared<detail::Stagger>(mean), generator);
}

Generator delay(Duration interval, const Generator& generator) {
    detail::expect_positive("delay", "the interval", interval);
    return detail::paced(std::make_shared<detail::Delay>(interval), generator);
}

Generator rate(double per_second, const Generator& generator) {
    return detail::paced(std::make_shared<detail::Rate>(detail::mean_gap(per_second)), generator);
}

}  // namespace sm::gen
