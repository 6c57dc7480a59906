#pragma once
/// The peer rc::state: properties run in silence and counted, and the ring buffer as its users
/// write it.

#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>
#include <rapidcheck/state.h>

#include <cstdint>
#include <cstdlib>

#include "quality/cases/ring_buffer.hpp"

namespace peers {

namespace ring = cases::ring_buffer;

/// What the execution at hand has done; commands add to it as they run.
struct Execution {
    std::uint64_t commands = 0;
    std::int64_t arguments = 0;  // the sum of their magnitudes
};
inline Execution executed;

inline void note(int argument = 0) {
    ++executed.commands;
    executed.arguments += std::abs(std::int64_t{argument});
}

/// With maxSize s a test has up to s * n / tests commands, so that 200 makes fifty on average.
struct Run {
    std::uint64_t seed = 1;
    int tests = 1000;
    int max_size = 200;
};

/// What a property came to.
struct Outcome {
    bool failed = false;
    std::uint64_t commands = 0;    // in all executions
    std::uint64_t executions = 0;  // after the first failure
    Execution smallest;            // the last that failed, which is the result of shrinking
};

/// Runs `body`, one execution a call, as a property that fails when it throws.
template <class Body>
Outcome run_property(const Body& body, Run run) {
    Outcome outcome;
    const auto property = [&] {
        executed = {};
        outcome.executions += outcome.failed ? 1U : 0U;
        try {
            body();
        } catch (const rc::detail::CaseResult& result) {
            if (result.type == rc::detail::CaseResult::Type::Failure) {
                outcome.failed = true;
                outcome.smallest = executed;
            }
            outcome.commands += executed.commands;
            throw;
        }
        outcome.commands += executed.commands;
    };
    rc::detail::TestParams params;
    params.seed = run.seed;
    params.maxSuccess = run.tests;
    params.maxSize = run.max_size;
    rc::detail::TestListenerAdapter silence;
    rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params, silence);
    return outcome;
}

using RingCommand = rc::state::Command<ring::Model, ring::Ring>;

struct RingPut : RingCommand {
    int item = *rc::gen::arbitrary<int>();

    void checkPreconditions(const ring::Model& m) const override {
        RC_PRE(m.items.size() < ring::capacity);
    }
    void apply(ring::Model& m) const override { m.items.push_back(item); }
    void run(const ring::Model&, ring::Ring& buffer) const override {
        note(item);
        buffer.put(item);
    }
    void show(std::ostream& os) const override { os << "put " << item; }
};

struct RingGet : RingCommand {
    void checkPreconditions(const ring::Model& m) const override { RC_PRE(!m.items.empty()); }
    void apply(ring::Model& m) const override { m.items.pop_front(); }
    void run(const ring::Model& m, ring::Ring& buffer) const override {
        note();
        RC_ASSERT(buffer.get() == m.items.front());
    }
    void show(std::ostream& os) const override { os << "get"; }
};

struct RingLen : RingCommand {
    void run(const ring::Model& m, ring::Ring& buffer) const override {
        note();
        RC_ASSERT(buffer.len() == static_cast<int>(m.items.size()));
    }
    void show(std::ostream& os) const override { os << "len"; }
};

/// Checks the ring buffer with the bug, or with none.
inline Outcome check_ring(ring::Bug bug, Run run) {
    const auto body = [bug] {
        ring::Ring buffer{bug};
        rc::state::check(ring::Model{}, buffer,
                         rc::state::gen::execOneOfWithArgs<RingPut, RingGet, RingLen>());
    };
    return run_property(body, run);
}

}  // namespace peers
