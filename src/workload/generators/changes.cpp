// Other acts than a generator gives: map, filter.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

/// How many acts a filter may refuse one after another.
constexpr int most_refused = 100'000;

template <class Function>
using Shared = std::shared_ptr<const std::function<Function>>;

class Map final : public GeneratorNode {
 public:
    using Change = Shared<Act(Act)>;
    Map(Change change, Pointer part) : change_(std::move(change)), part_(std::move(part)) {}

    std::string_view name() const override { return "map"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        if (given.next.is_act()) given.next.act = (*change_)(std::move(given.next.act));
        given.then = with(std::move(given.then), self);
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
        if (part == nullptr) return nullptr;
        return part == part_ ? self : make<Map>(change_, std::move(part));
    }

    Change change_;
    Pointer part_;
};

class Filter final : public GeneratorNode {
 public:
    using Keeps = Shared<bool(const Act&)>;
    Filter(Keeps keeps, Pointer part) : keeps_(std::move(keeps)), part_(std::move(part)) {}

    std::string_view name() const override { return "filter"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        for (int refused = 0; given.next.is_act() && !(*keeps_)(given.next.act); ++refused) {
            if (refused == most_refused) refuses_all(given.next.act);
            given = ask(given.then, context);
        }
        given.then = with(std::move(given.then), self);
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
        if (part == nullptr) return nullptr;
        return part == part_ ? self : make<Filter>(keeps_, std::move(part));
    }
    [[noreturn]] static void refuses_all(const Act& act) {
        throw Misuse("filter: " + std::to_string(most_refused) +
                     " acts in a row were refused, the last one `" + to_string(act) +
                     "`. Draw the acts that you want, in place of filtering others out.");
    }

    Keeps keeps_;
    Pointer part_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator map(std::function<Act(Act)> change, const Generator& generator) {
    auto shared = std::make_shared<const std::function<Act(Act)>>(std::move(change));
    return detail::generator_of<detail::Map>(std::move(shared), generator.node());
}

}  // namespace sm::gen

namespace sm::gen {

Generator filter(std::function<bool(const Act&)> keeps, const Generator& generator) {
    auto shared = std::make_shared<const std::function<bool(const Act&)>>(std::move(keeps));
    return detail::generator_of<detail::Filter>(std::move(shared), generator.node());
}

}  // namespace sm::gen
