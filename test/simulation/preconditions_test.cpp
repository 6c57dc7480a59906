// In virtual time, too, `pre` is asked again when a sequential program runs.

#include <sm/program/program_generator.hpp>

#include <gtest/gtest.h>

#include "check/executor.hpp"
#include "check/refusing_slots.hpp"
#include "simulation/counters.hpp"

namespace {

using namespace std::chrono_literals;
using namespace slots;

/// The store, beside servers that go on meanwhile.
class SlotsInTime : public sm::simulation::Simulation<counters::Counter> {
 public:
    explicit SlotsInTime(sm::Seed seed) : Simulation({}, seed), store_(seed) {}

    struct Client {
        Store& store;
        sm::Clock& clock;

        void change(const auto& how) const {
            clock.wait(1ms);
            store.change(how);
        }
        std::optional<int> free_any() const {
            clock.wait(1ms);
            return store.free_any();
        }
        std::size_t count() const { return store.count(); }
    };
    Client client(int) { return {store_, cluster().clock()}; }

 private:
    Store store_;
};

TEST(Preconditions, AreAskedInEveryPossibleModelOfASimulation) {
    const auto make = [](sm::Seed seed) { return SlotsInTime(seed); };
    using Make = decltype(make);
    const auto& vocabulary = sm::detail::vocabulary<Cmd>();
    const auto& system = sm::detail::system_type<Cmd, std::remove_const_t<Make>>();
    sm::detail::Executor executor({vocabulary, system, &make, sm::detail::encoding_of<Cmd>()}, 10s,
                                  false);
    sm::detail::ProgramGenerator generator(vocabulary, sm::ProgramShape{12, 1, true, true});
    std::size_t left_out = 0;
    for (std::uint64_t number = 0; number < 300 && !HasFailure(); ++number) {
        sm::detail::AnyProgram program;
        generator.draw(sm::Random(sm::Seed{number}), program);
        const auto run = executor.run_twice(program);
        ASSERT_EQ(run.judged.conclusion.verdict, sm::Verdict::valid);
        left_out += expect_right_calls_left_out(run.history);
    }
    EXPECT_GT(left_out, 50U);
}

}  // namespace
