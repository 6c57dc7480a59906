#pragma once
/// Lanes: which worker did each operation, so that each worker is drawn on a line of its own.

#include <sm/history/operation.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace sm::report {

/// The lanes of a history, from 0 on.
struct Lanes {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);  ///< of the nemesis

    std::size_t count = 0;
    std::vector<std::size_t> of;  ///< by the operation's place in the history
};

/// A process that ended as unknown is followed by another, which goes on in its lane. Jepsen, and
/// we, number it by adding the number of workers; where the processes of the history fit that for
/// some number, a lane is the process modulo it. Else each new process takes the first lane that
/// is free.
Lanes lanes_of(std::span<const history::Operation> operations);

}  // namespace sm::report
