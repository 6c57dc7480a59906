// One of several for each act: mix, weighted.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

class Mix final : public GeneratorNode {
 public:
    struct Share {
        std::uint64_t weight;
        Pointer part;  ///< null: it is over
    };
    using Shares = std::vector<Share>;
    static constexpr std::size_t nobody = ~std::size_t{0};

    Mix(std::string_view name, Shares shares, std::size_t turn)
        : name_(name), shares_(std::move(shares)), turn_(turn) {
        for (const Share& share : shares_) total_ += weight_of(share);
    }

    std::string_view name() const override { return name_; }
    Given next(const Context& context, const Pointer& self) const override {
        if (total_ == 0) return over();
        const auto turn = turn_ == nobody ? choose(context.chance()) : turn_;
        Given given = ask(shares_[turn].part, context);
        if (given.next.is_over()) {
            const auto rest = with(turn, nullptr, nobody, self);
            return rest->next(context, rest);
        }
        const auto next_turn = given.next.is_act() ? nobody : turn;
        given.then = with(turn, std::move(given.then), next_turn, self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        Pointer result = self;
        for (std::size_t i = 0; i < shares_.size(); ++i) {
            auto part = tell(shares_[i].part, context, event);
            if (part == shares_[i].part) continue;
            const auto& mixed = static_cast<const Mix&>(*result);
            const bool ended = part == nullptr && i == turn_;
            result = mixed.with(i, std::move(part), ended ? nobody : mixed.turn_, result);
        }
        return result;
    }
    std::string waits(const Context& context) const override {
        return turn_ == nobody ? std::string(name())
                               : waits_within(name(), shares_[turn_].part, context);
    }

 private:
    static std::uint64_t weight_of(const Share& share) {
        return share.part == nullptr ? 0 : share.weight;
    }
    std::size_t choose(Random& random) const {
        auto at = random.below(total_);
        std::size_t i = 0;
        for (; at >= weight_of(shares_[i]); ++i) at -= weight_of(shares_[i]);
        return i;
    }
    Pointer with(std::size_t i, Pointer part, std::size_t turn, const Pointer& self) const {
        if (part == shares_[i].part && turn == turn_) return self;
        Shares shares = shares_;
        shares[i].part = std::move(part);
        return make<Mix>(name_, std::move(shares), turn);
    }

    std::string_view name_;
    Shares shares_;
    std::size_t turn_;  ///< who was chosen and had nothing yet
    std::uint64_t total_ = 0;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator mix(const std::vector<Generator>& generators) {
    detail::Mix::Shares shares;
    for (const Generator& one : generators) shares.push_back({1, one.node()});
    return detail::generator_of<detail::Mix>("mix", std::move(shares), detail::Mix::nobody);
}

Generator weighted(const std::vector<Weighted>& generators) {
    detail::Mix::Shares shares;
    for (const Weighted& one : generators) {
        detail::expect_some("weighted", "a weight", one.weight);
        if (one.weight > 1'000'000'000) {
            throw Misuse("weighted: a weight is at most 1,000,000,000, but one is " +
                         std::to_string(one.weight));
        }
        shares.push_back({static_cast<std::uint64_t>(one.weight), one.generator.node()});
    }
    return detail::generator_of<detail::Mix>("weighted", std::move(shares), detail::Mix::nobody);
}

}  // namespace sm::gen
