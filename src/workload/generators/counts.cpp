// How much a generator gives, and how often.

#include <sm/workload/generators.hpp>

#include <limits>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

constexpr std::int64_t one_less(std::int64_t n) { return n == endless ? n : n - 1; }

class Limit final : public GeneratorNode {
 public:
    Limit(std::int64_t left, Pointer part) : left_(left), part_(std::move(part)) {}

    std::string_view name() const override { return "limit"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        if (given.next.is_act()) {
            const bool goes_on = left_ > 1 && given.then != nullptr;
            given.then = goes_on ? make<Limit>(left_ - 1, std::move(given.then)) : nullptr;
        } else if (given.next.is_pending()) {
            given.then = with(std::move(given.then), self);
        }
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(Pointer part, const Pointer& self) const {
        if (part == part_) return self;
        return part == nullptr ? nullptr : make<Limit>(left_, std::move(part));
    }

    std::int64_t left_;
    Pointer part_;
};

class Repeat final : public GeneratorNode {
 public:
    Repeat(std::int64_t left, Pointer part) : left_(left), part_(std::move(part)) {}

    std::string_view name() const override { return "repeat"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        if (given.next.is_act()) {
            given.then = left_ == 1         ? nullptr
                         : left_ == endless ? self
                                            : make<Repeat>(left_ - 1, part_);
        } else if (given.next.is_pending()) {
            given.then = with(std::move(given.then), self);
        }
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(Pointer part, const Pointer& self) const {
        if (part == part_) return self;
        return part == nullptr ? nullptr : make<Repeat>(left_, std::move(part));
    }

    std::int64_t left_;
    Pointer part_;
};

class Cycle final : public GeneratorNode {
 public:
    Cycle(std::int64_t left, Pointer beginning, Pointer part)
        : left_(left), beginning_(std::move(beginning)), part_(std::move(part)) {}

    std::string_view name() const override { return "cycle"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        std::int64_t left = left_;
        if (given.next.is_over()) {
            left = one_less(left);
            if (left == 0) return given;
            given = ask(beginning_, context);
            if (given.next.is_over()) return given;
        }
        given.then = with(left, std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(left_, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(std::int64_t left, Pointer part, const Pointer& self) const {
        if (part == nullptr) {
            left = one_less(left);
            if (left == 0) return nullptr;
            part = beginning_;
        }
        if (part == part_ && left == left_) return self;
        return make<Cycle>(left, beginning_, std::move(part));
    }

    std::int64_t left_;
    Pointer beginning_;
    Pointer part_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator once(const Generator& generator) { return limit(1, generator); }

Generator limit(std::int64_t n, const Generator& generator) {
    if (n == 0) return {};
    detail::expect_some("limit", "the number of acts", n);
    return detail::generator_of<detail::Limit>(n, generator.node());
}

Generator repeat(const Generator& generator) { return repeat(detail::endless, generator); }

Generator repeat(std::int64_t n, const Generator& generator) {
    if (n == 0) return {};
    detail::expect_some("repeat", "the number of times", n);
    return detail::generator_of<detail::Repeat>(n, generator.node());
}

Generator cycle(const Generator& generator) { return cycle(detail::endless, generator); }

Generator cycle(std::int64_t n, const Generator& generator) {
    if (n == 0) return {};
    detail::expect_some("cycle", "the number of times", n);
    return detail::generator_of<detail::Cycle>(n, generator.node(), generator.node());
}

}  // namespace sm::gen
