#pragma once
/// Drawing programs from a model: each command where its precondition holds.

#include <sm/program/detail/draw_rapidcheck.hpp>
#include <sm/program/validity.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// What programs to draw.
struct ProgramShape {
    std::size_t length = 50;  ///< commands at most, over prefix and branches
    std::size_t workers = 1;  ///< branches; with 1 the program is sequential
    bool swarm = true;        ///< each program draws from a random subset of the commands
};

namespace detail {

/// How many draws are given to one step before it counts as impossible.
inline constexpr int attempts_per_step = 1000;

[[noreturn]] void no_command_possible(const std::string& model,
                                      std::span<const std::string_view> names);

/// How many commands go to the prefix and to each branch.
struct Lengths {
    std::size_t prefix = 0;
    std::vector<std::size_t> branches;
};
Lengths draw_lengths(Random& random, const ProgramShape& shape);

/// The commands that a program draws from, as a bit each.
std::uint64_t draw_swarm(Random& random, std::size_t commands);

}  // namespace detail

/// Draws programs. One generator serves many programs, so that their memory is used again.
template <class Cmd>
class ProgramGenerator {
 public:
    using Model = model_of_commands<Cmd>;

    explicit ProgramGenerator(ProgramShape shape) : shape_(shape) {}

    /// Draws the program that `random` decides into `program`, whose memory is used again.
    /// Throws Misuse, showing the model, if no command is possible in the initial state.
    void draw(Random random, Program<Cmd>& program) {
        program.initial = draw_initial<Model>(random);
        program.prefix.clear();
        program.branches.clear();
        producers_.clear();
        next_id_ = 1;
        allowed_ = shape_.swarm ? detail::draw_swarm(random, count) : all;
        if (shape_.workers <= 1) {
            Model model = program.initial;
            const auto half = random.below(2) == 0;
            const auto length = half ? 1 + random.below(shape_.length) : shape_.length;
            draw_steps(random, length, model, program.prefix);
            if (program.prefix.empty()) stuck(model);
        } else {
            draw_parallel(random, program);
        }
    }

    /// How many drawn commands were thrown away because their precondition was false.
    std::uint64_t discards() const { return discards_; }

 private:
    static constexpr std::size_t count = Commands<Cmd>::count;
    static_assert(count <= 64, "sm: a variant of commands has at most 64 of them");
    static constexpr std::uint64_t all = count == 64 ? ~0ULL : (1ULL << count) - 1;

    void draw_parallel(Random& random, Program<Cmd>& program) {
        const auto lengths = detail::draw_lengths(random, shape_);
        Model model = program.initial;
        draw_steps(random, lengths.prefix, model, program.prefix);
        const auto shared = producers_.size();
        program.branches.resize(lengths.branches.size());
        for (std::size_t b = 0; b < lengths.branches.size(); ++b) {
            producers_.resize(shared);
            Model alone = model;
            draw_steps(random, lengths.branches[b], alone, program.branches[b]);
        }
        const auto drawn = program.size();
        if (drawn == 0) stuck(model);
        repair(program);
        discards_ += drawn - program.size();
    }

    void draw_steps(Random& random, std::size_t length, Model& model,
                    std::vector<Step<Cmd>>& steps) {
        for (std::size_t i = 0; i < length; ++i) {
            if (!draw_step(random, model, steps)) return;
        }
    }

    /// Appends one step; false if no command is possible here.
    bool draw_step(Random& random, Model& model, std::vector<Step<Cmd>>& steps) {
        for (int attempt = 0; attempt < detail::attempts_per_step; ++attempt) {
            // A subset of commands may lead nowhere; after a while all of them are tried.
            const auto among = attempt < 50 ? allowed_ : all;
            const auto kind = choose(random, model, among);
            if (kind == count) continue;
            const bool drawn = detail::with_index<count>(
                kind, [&]<std::size_t I>() { return draw_command<I>(random, model, steps); });
            if (drawn) return true;
            ++discards_;
        }
        return false;
    }

    template <std::size_t I>
    bool draw_command(Random& random, Model& model, std::vector<Step<Cmd>>& steps) {
        using C = typename Commands<Cmd>::template At<I>;
        Draw from{random, producers_};
        auto command = detail::draw_arguments<C>(from, model);
        if (from.failed || !command) return false;
        if constexpr (detail::HasPre<C>) {
            if (!command->pre(model)) return false;
        }
        const StepId id = next_id_++;
        detail::plan(*command, id, model);
        producers_.push_back({id, &detail::type_tag<response_of<C>>});
        steps.push_back(Step<Cmd>{id, Cmd(std::in_place_index<I>, std::move(*command))});
        return true;
    }

    /// The place in the variant of the next command; `count` if all that are allowed weigh nothing.
    static std::size_t choose(Random& random, const Model& model, std::uint64_t allowed) {
        if constexpr (!Commands<Cmd>::Parts::any_weight) {
            auto skip = random.below(static_cast<std::uint64_t>(__builtin_popcountll(allowed)));
            while (skip-- > 0) allowed &= allowed - 1;
            return static_cast<std::size_t>(__builtin_ctzll(allowed));
        } else {
            const auto weights = weigh(model, allowed);
            std::uint64_t total = 0;
            for (const auto weight : weights) total += weight;
            if (total == 0) return count;
            auto at = random.below(total);
            for (std::size_t i = 0; i < count; ++i) {
                if (at < weights[i]) return i;
                at -= weights[i];
            }
            return count;
        }
    }

    static std::array<std::uint64_t, count> weigh(const Model& model, std::uint64_t allowed) {
        std::array<std::uint64_t, count> weights{};
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((weights[I] = (allowed >> I & 1) != 0 ? weight<I>(model) : 0), ...);
        }(std::make_index_sequence<count>{});
        return weights;
    }

    template <std::size_t I>
    static std::uint64_t weight(const Model& model) {
        using C = typename Commands<Cmd>::template At<I>;
        if constexpr (detail::HasWeight<C>) {
            const int given = C::weight(model);
            return given > 0 ? static_cast<std::uint64_t>(given) : 0;
        } else {
            return 1;
        }
    }

    template <class M>
    static M draw_initial(Random& random) {
        if constexpr (detail::HasModelGen<M>) {
            return detail::draw_rapidcheck(M::gen(), random).value_or(M{});
        } else {
            return M{};
        }
    }

    [[noreturn]] static void stuck(const Model& model) {
        detail::no_command_possible(detail::show_model(model), Commands<Cmd>::names());
    }

    ProgramShape shape_;
    std::uint64_t allowed_ = all;
    std::vector<Producer> producers_;
    StepId next_id_ = 1;
    std::uint64_t discards_ = 0;
};

}  // namespace sm
