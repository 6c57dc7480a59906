// Generators that give acts of their own.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

/// What an act is called by whoever asked for it.
std::string_view name_for(const Act& act) {
    constexpr std::string_view names[] = {"a command", "inject", "heal", "sleep", "say"};
    return names[act.index()];
}

Given given_to(Worker worker, Act act, Pointer then) {
    Given given;
    given.next.kind = Next::Kind::act;
    given.next.act = std::move(act);
    given.next.worker = worker;
    given.then = std::move(then);
    return given;
}

class Once final : public GeneratorNode {
 public:
    explicit Once(Act act) : act_(std::move(act)) {}

    std::string_view name() const override { return name_for(act_); }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, doer_of(act_), name());
        return worker ? given_to(*worker, act_, nullptr) : pending(self);
    }

 private:
    Act act_;
};

class Endless final : public GeneratorNode {
 public:
    explicit Endless(Act act) : act_(std::move(act)) {}

    std::string_view name() const override { return name_for(act_); }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, doer_of(act_), name());
        return worker ? given_to(*worker, act_, self) : pending(self);
    }

 private:
    Act act_;
};

class List final : public GeneratorNode {
 public:
    using Acts = std::shared_ptr<const std::vector<Act>>;
    List(Acts acts, std::size_t at) : acts_(std::move(acts)), at_(at) {}

    std::string_view name() const override { return "each_of"; }
    Given next(const Context& context, const Pointer& self) const override {
        const Act& act = (*acts_)[at_];
        const auto worker = someone(context, doer_of(act), name());
        if (!worker) return pending(self);
        const bool is_last = at_ + 1 == acts_->size();
        return given_to(*worker, act, is_last ? nullptr : make<List>(acts_, at_ + 1));
    }

 private:
    Acts acts_;
    std::size_t at_;
};

class Drawn final : public GeneratorNode {
 public:
    Drawn(DrawAct draw, Doer doer) : draw_(std::move(draw)), doer_(doer) {}

    std::string_view name() const override { return "draw_each"; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, doer_, name());
        return worker ? given_to(*worker, draw_(context), self) : pending(self);
    }

 private:
    DrawAct draw_;
    Doer doer_;
};

class Counted final : public GeneratorNode {
 public:
    using ActOfNumber = std::shared_ptr<const std::function<Act(std::int64_t)>>;
    Counted(ActOfNumber act_of_number, Doer doer, std::int64_t n)
        : act_of_number_(std::move(act_of_number)), doer_(doer), n_(n) {}

    std::string_view name() const override { return "count_up"; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, doer_, name());
        if (!worker) return pending(self);
        return given_to(*worker, (*act_of_number_)(n_),
                        make<Counted>(act_of_number_, doer_, n_ + 1));
    }

 private:
    ActOfNumber act_of_number_;
    Doer doer_;
    std::int64_t n_;
};

}  // namespace

Generator give_once(Act act) { return generator_of<Once>(std::move(act)); }
Generator give_endlessly(Act act) { return generator_of<Endless>(std::move(act)); }
Generator give_list(std::vector<Act> acts) {
    if (acts.empty()) return {};
    auto shared = std::make_shared<const std::vector<Act>>(std::move(acts));
    return generator_of<List>(std::move(shared), std::size_t{0});
}
Generator give_drawn(DrawAct draw, Doer doer) { return generator_of<Drawn>(std::move(draw), doer); }
Generator give_counted(std::function<Act(std::int64_t)> act_of_number, Doer doer,
                       std::int64_t first) {
    auto shared =
        std::make_shared<const std::function<Act(std::int64_t)>>(std::move(act_of_number));
    return generator_of<Counted>(std::move(shared), doer, first);
}

}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator inject(Fault fault, Duration lasts) {
    detail::expect_not_negative("inject", "how long it lasts", lasts);
    return once(Inject{std::move(fault), lasts});
}

Generator heal(std::string name) { return once(Heal{std::move(name)}); }

Generator sleep(Duration lasts) {
    detail::expect_not_negative("sleep", "how long it lasts", lasts);
    return once(Sleep{lasts});
}

Generator say(std::string text) { return once(Say{std::move(text)}); }

}  // namespace sm::gen
