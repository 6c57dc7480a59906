// One after another: sequence, synchronize, phases, flip_flop.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

class Sequence final : public GeneratorNode {
 public:
    using Shared = std::shared_ptr<const std::vector<Pointer>>;
    Sequence(Shared all, std::size_t at, Pointer part)
        : all_(std::move(all)), at_(at), part_(std::move(part)) {}

    std::string_view name() const override { return "sequence"; }
    Given next(const Context& context, const Pointer& self) const override {
        auto at = at_;
        Given given = ask(part_, context);
        while (given.next.is_over() && ++at < all_->size()) given = ask((*all_)[at], context);
        given.then = with(at, std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(at_, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(std::size_t at, Pointer part, const Pointer& self) const {
        while (part == nullptr && ++at < all_->size()) part = (*all_)[at];
        if (part == nullptr) return nullptr;
        return part == part_ && at == at_ ? self : make<Sequence>(all_, at, std::move(part));
    }

    Shared all_;
    std::size_t at_;
    Pointer part_;
};

class Synchronize final : public GeneratorNode {
 public:
    explicit Synchronize(Pointer part) : part_(std::move(part)) {}

    std::string_view name() const override { return "synchronize"; }
    Given next(const Context& context, const Pointer& self) const override {
        return context.free == context.all ? ask(part_, context) : pending(self);
    }
    std::string waits(const Context& context) const override {
        if (context.free == context.all) return waits_within(name(), part_, context);
        return "synchronize: " + to_string(context.all - context.free) + " must be free";
    }

 private:
    Pointer part_;
};

class FlipFlop final : public GeneratorNode {
 public:
    FlipFlop(Pointer turn, Pointer other) : turn_(std::move(turn)), other_(std::move(other)) {}

    std::string_view name() const override { return "flip_flop"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(turn_, context);
        if (given.next.is_act()) {
            given.then = make<FlipFlop>(other_, std::move(given.then));
        } else if (given.next.is_pending()) {
            given.then = with(std::move(given.then), other_, self);
        }
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        auto turn = tell(turn_, context, event);
        return with(std::move(turn), tell(other_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), turn_, context);
    }

 private:
    Pointer with(Pointer turn, Pointer other, const Pointer& self) const {
        if (turn == turn_ && other == other_) return self;
        return make<FlipFlop>(std::move(turn), std::move(other));
    }

    Pointer turn_;
    Pointer other_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator sequence(const std::vector<Generator>& generators) {
    auto all = std::make_shared<std::vector<detail::Pointer>>();
    for (const Generator& one : generators) all->push_back(one.node());
    if (all->empty()) return {};
    const auto first = all->front();
    return detail::generator_of<detail::Sequence>(std::move(all), std::size_t{0}, first);
}

Generator synchronize(const Generator& generator) {
    return detail::generator_of<detail::Synchronize>(generator.node());
}

Generator phases(const std::vector<Generator>& generators) {
    std::vector<Generator> all;
    all.reserve(generators.size());
    for (const Generator& one : generators) all.push_back(synchronize(one));
    return sequence(all);
}

Generator then(const Generator& first, const Generator& second) {
    return sequence({first, synchronize(second)});
}

Generator flip_flop(const Generator& first, const Generator& second) {
    return detail::generator_of<detail::FlipFlop>(first.node(), second.node());
}

}  // namespace sm::gen
