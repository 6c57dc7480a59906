#include <sm/program/generator_of_programs.hpp>
#include <sm/value/misuse.hpp>

namespace sm::detail {

std::mutex& rapidcheck_mutex() {
    static std::mutex mutex;
    return mutex;
}

void no_command_possible(const std::string& model, std::span<const std::string_view> names) {
    std::string text = "no command is possible in the initial state ";
    text += model;
    text += ": the preconditions of ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    text += " were false (or their weights 0, or nothing yet answers what they refer to) in ";
    text += std::to_string(attempts_per_step);
    text += " draws. Loosen a `pre`, or give a `gen` that draws arguments for which it holds.";
    throw Misuse(text);
}

Lengths draw_lengths(Random& random, const ProgramShape& shape) {
    Lengths lengths;
    const auto total = std::max<std::size_t>(shape.length, shape.workers);
    lengths.prefix = static_cast<std::size_t>(random.below(total / 3 + 1));
    const auto each = std::max<std::size_t>((total - lengths.prefix) / shape.workers, 1);
    // Short branches often show a race better than long ones, and shrink from nearer.
    const auto longest = 1 + random.below(each);
    for (std::size_t b = 0; b < shape.workers; ++b) {
        lengths.branches.push_back(static_cast<std::size_t>(1 + random.below(longest)));
    }
    return lengths;
}

std::uint64_t draw_swarm(Random& random, std::size_t commands) {
    const std::uint64_t all = commands == 64 ? ~0ULL : (1ULL << commands) - 1;
    if (random.below(2) == 0) return all;
    const std::uint64_t some = random.next() & all;
    return some == 0 ? all : some;
}

}  // namespace sm::detail
