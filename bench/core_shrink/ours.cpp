// Executions after the first failure, and how often the result is minimal.

#include <sm/sm.hpp>

#include "core_shrink/shares.hpp"
#include "quality/cases/counter_at_ten.hpp"
#include "quality/cases/create_drop.hpp"
#include "quality/cases/die_hard.hpp"
#include "quality/cases/ring_buffer.hpp"

namespace {

namespace ring = cases::ring_buffer;
namespace die_hard = cases::die_hard;
namespace counter = cases::counter_at_ten;
namespace tables = cases::create_drop;

template <class C>
std::int64_t magnitude(const C& command) {
    if constexpr (requires { command.item; }) return std::abs(std::int64_t{command.item});
    if constexpr (requires { command.name; }) return command.name;
    return 0;
}

/// Counts systems made, as the peers count executions, rather than asking the report.
template <class Cmd, class Make>
shrink::Result check(const Make& make, std::uint64_t seed) {
    std::uint64_t made = 0;
    const auto counted = [&] { return ++made, make(); };
    const auto report =
        sm::check<Cmd>(counted, {.programs = 1000, .length = 50, .seed = seed, .corpus = ""});
    shrink::Result result{!report.passed, made - report.programs, report.program.size(), 0};
    for (const auto& step : report.program.prefix) {
        result.arguments += std::visit([](const auto& c) { return magnitude(c); }, step.command);
    }
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    return shrink::measure(argc, argv, [](std::string_view which, std::uint64_t seed) {
        if (which == "A") {
            return check<ring::Cmd>([] { return ring::Ring{ring::Bug::logic}; }, seed);
        }
        if (which == "B") return check<die_hard::Cmd>([] { return die_hard::Jugs{}; }, seed);
        if (which == "C") {
            return check<counter::Cmd>([] { return counter::Counter{counter::Bug::logic}; }, seed);
        }
        return check<tables::Cmd>([] { return tables::Tables{tables::Bug::logic}; }, seed);
    });
}
