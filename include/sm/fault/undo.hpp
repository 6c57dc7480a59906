#pragma once
/// What undoes a fault, noted down step by step while it is injected.

#include <sm/fault/detail/namespace.hpp>

#include <functional>
#include <string>
#include <vector>

namespace sm::fault {

class Undo {
 public:
    /// A step, and what it does in a few words such as "start n1". Add it before what it undoes: a
    /// fault that fails half-way may have had its effect. So a step must be right too when there is
    /// nothing to undo, and when it is taken again.
    void add(std::string what, std::function<void()> step);

    /// Takes the steps, the last one first, whatever happens to the others. Those that throw stay,
    /// to be taken again, and are returned as text: "start n1: why not".
    std::vector<std::string> run() noexcept;

    bool empty() const { return steps_.empty(); }

 private:
    struct Step {
        std::string what;
        std::function<void()> take;
    };
    std::vector<Step> steps_;
};

}  // namespace sm::fault
