// The peer rc::state: executions after the first failure, and how often the result is minimal.

#include "peers/rapidcheck.hpp"

#include <string_view>
#include <utility>

#include "core_shrink/shares.hpp"
#include "quality/cases/counter_at_ten.hpp"
#include "quality/cases/create_drop.hpp"
#include "quality/cases/die_hard.hpp"

namespace {

namespace die_hard = cases::die_hard;
namespace counter = cases::counter_at_ten;
namespace tables = cases::create_drop;

template <class C>
C draw() {
    if constexpr (requires { C::name; }) {
        return C{*rc::gen::inRange(0, 10)};
    } else {
        return C{};
    }
}

template <class Model>
bool allowed(const Model& model) {
    if constexpr (requires { model.invariant(); }) return model.invariant();
    return true;
}

/// One of the commands of a case as a command of rc::state.
template <class C, class Model, class System>
struct Adapted : rc::state::Command<Model, System> {
    C command = draw<C>();

    void checkPreconditions(const Model& model) const override {
        if constexpr (requires { command.pre(model); }) RC_PRE(command.pre(model));
    }
    void apply(Model& model) const override { command.apply(model); }
    void run(const Model& before, System& system) const override {
        if constexpr (requires { command.name; }) {
            peers::note(command.name);
        } else {
            peers::note();
        }
        Model after = before;
        if constexpr (std::is_void_v<decltype(command.apply(after))>) {
            command.apply(after);
            command.run(system);
        } else {
            const auto expected = command.apply(after);
            RC_ASSERT(command.run(system) == expected);
        }
        RC_ASSERT(allowed(after));
    }
    void show(std::ostream& os) const override { os << "command"; }
};

template <class Model, class System, class... C, class Make>
peers::Outcome check(std::type_identity<std::variant<C...>>, const Make& make, peers::Run run) {
    const auto body = [&make] {
        System system = make();
        rc::state::check(Model{}, system,
                         rc::state::gen::execOneOfWithArgs<Adapted<C, Model, System>...>());
    };
    return peers::run_property(body, run);
}

peers::Outcome check(std::string_view which, peers::Run run) {
    if (which == "A") return peers::check_ring(peers::ring::Bug::logic, run);
    if (which == "B") {
        return check<die_hard::Model, die_hard::Jugs>(
            std::type_identity<die_hard::Cmd>{}, [] { return die_hard::Jugs{}; }, run);
    }
    if (which == "C") {
        return check<counter::Model, counter::Counter>(
            std::type_identity<counter::Cmd>{},
            [] { return counter::Counter{counter::Bug::logic}; }, run);
    }
    return check<tables::Model, tables::Tables>(
        std::type_identity<tables::Cmd>{}, [] { return tables::Tables{tables::Bug::logic}; }, run);
}

}  // namespace

int main(int argc, char** argv) {
    return shrink::measure(argc, argv, [](std::string_view which, std::uint64_t seed) {
        const auto outcome = check(which, {.seed = seed});
        return shrink::Result{outcome.failed, outcome.executions, outcome.smallest.commands,
                              outcome.smallest.arguments};
    });
}
