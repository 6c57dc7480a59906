// Whichever has something first.

#include <sm/workload/generators.hpp>

#include "workload/soonest.hpp"

namespace sm::detail::inline workload {
namespace {

class AnyOf final : public GeneratorNode {
 public:
    explicit AnyOf(std::vector<Pointer> all) : all_(std::move(all)) {}

    std::string_view name() const override { return "any"; }
    Given next(const Context& context, const Pointer& self) const override {
        Parts parts(all_);
        std::vector<Candidate> candidates;
        candidates.reserve(all_.size());
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (all_[i] != nullptr) candidates.push_back({i, 1});
        }
        Given given = soonest(parts, std::move(candidates), context,
                              [&](std::size_t i) { return ask(parts[i], context); });
        given.then = with(parts, self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        Parts parts(all_);
        for (std::size_t i = 0; i < all_.size(); ++i) parts.set(i, tell(all_[i], context, event));
        return with(parts, self);
    }
    std::string waits(const Context& context) const override {
        return waits_of_all(name(), all_, std::vector<Context>(all_.size(), context));
    }

 private:
    static Pointer with(Parts& parts, const Pointer& self) {
        if (!parts.changed()) return self;
        return parts.all_over() ? nullptr : make<AnyOf>(parts.take());
    }

    std::vector<Pointer> all_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator any(const std::vector<Generator>& generators) {
    std::vector<detail::Pointer> all;
    for (const Generator& one : generators) {
        if (one.node() != nullptr) all.push_back(one.node());
    }
    return all.empty() ? Generator{} : detail::generator_of<detail::AnyOf>(std::move(all));
}

}  // namespace sm::gen
