// For how long, and not before when: time_limit, quiet.

#include <sm/workload/generators.hpp>

#include <algorithm>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

class TimeLimit final : public GeneratorNode {
 public:
    TimeLimit(Duration lasts, std::optional<Duration> end, Pointer part)
        : lasts_(lasts), end_(end), part_(std::move(part)) {}

    std::string_view name() const override { return "time_limit"; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto end = end_ ? *end_ : later(context.now, lasts_);
        if (context.now >= end) return over();
        Given given = ask(part_, context);
        if (given.next.is_pending()) given.next.at = std::min(given.next.at, end);
        given.then = with(end, std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(end_, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(std::optional<Duration> end, Pointer part, const Pointer& self) const {
        if (part == nullptr) return nullptr;
        return part == part_ && end == end_ ? self : make<TimeLimit>(lasts_, end, std::move(part));
    }

    Duration lasts_;
    std::optional<Duration> end_;
    Pointer part_;
};

class QuietUntil final : public GeneratorNode {
 public:
    explicit QuietUntil(Duration at) : at_(at) {}

    std::string_view name() const override { return "quiet_until"; }
    Given next(const Context& context, const Pointer& self) const override {
        return context.now >= at_ ? over() : pending(self, at_);
    }

 private:
    Duration at_;
};

class Quiet final : public GeneratorNode {
 public:
    explicit Quiet(Duration lasts) : lasts_(lasts) {}

    std::string_view name() const override { return "quiet"; }
    Given next(const Context& context, const Pointer&) const override {
        const auto at = later(context.now, lasts_);
        return at == context.now ? over() : pending(make<QuietUntil>(at), at);
    }

 private:
    Duration lasts_;
};

class QuietWhile final : public GeneratorNode {
 public:
    explicit QuietWhile(std::function<bool(const Context&)> holds) : holds_(std::move(holds)) {}

    std::string_view name() const override { return "quiet_while"; }
    Given next(const Context& context, const Pointer& self) const override {
        return holds_(context) ? pending(self) : over();
    }
    std::string waits(const Context&) const override {
        return "quiet_while: its condition still holds";
    }

 private:
    std::function<bool(const Context&)> holds_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator time_limit(Duration lasts, const Generator& generator) {
    detail::expect_positive("time_limit", "how long it lasts", lasts);
    return detail::generator_of<detail::TimeLimit>(lasts, std::nullopt, generator.node());
}

Generator quiet(Duration lasts) {
    detail::expect_not_negative("quiet", "how long it lasts", lasts);
    return detail::generator_of<detail::Quiet>(lasts);
}

Generator quiet_until(Duration at) { return detail::generator_of<detail::QuietUntil>(at); }

Generator quiet_while(std::function<bool(const Context&)> holds) {
    return detail::generator_of<detail::QuietWhile>(std::move(holds));
}

}  // namespace sm::gen
