#pragma once
/// Some of the calls of a space, numbered anew.

#include <vector>

#include "search/search.hpp"

namespace sm::detail::inline search {

/// Space and calls must outlive it.
class SubSpace final : public StateSpace {
 public:
    SubSpace(StateSpace& space, const std::vector<CallId>& calls)
        : space_(&space), calls_(&calls) {}

    StateId initial() override { return space_->initial(); }
    std::optional<StateId> step(StateId from, CallId call) override {
        return space_->step(from, (*calls_)[call]);
    }
    std::size_t memory() const override { return space_->memory(); }

 private:
    StateSpace* space_;
    const std::vector<CallId>* calls_;
};

}  // namespace sm::detail::inline search
