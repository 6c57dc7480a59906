#pragma once
/// Whether all elements that go into a queue come out of it, in any order.
///
/// Derived in docs/derivations/counting.md.

#include <sm/checkers/checker.hpp>

#include <cstdint>

namespace sm::checkers {

/// How often an element may come out of a queue.
enum class Delivery : std::uint8_t {
    at_least_once,  ///< duplicates are counted, and no fault
    exactly_once,   ///< duplicates are invalid
};

struct TotalQueueOptions {
    Delivery delivery = Delivery::at_least_once;
};

/// Judges histories of `enqueue` of an element, `dequeue` of one (nothing, if there was none), and
/// `drain`, which answers with all the elements that it dequeued until there were none. Equal
/// elements are counted.
///
/// - lost: its enqueue was answered, and it never came out. Where something was drained or found
///   the queue empty, only elements enqueued before the last such operation began can be lost;
///   others may be left in the queue. Where nothing was, the history is taken as one that dequeued
///   all there was;
/// - unexpected: it came out though nobody enqueued it, or all were refused, or it came out before
///   it was enqueued; invalid;
/// - duplicated: it came out more often than it was enqueued;
/// - recovered: it came out, and its enqueue is of unknown outcome.
///
/// A dequeue of unknown outcome may have taken one element, and a drain any number: where such can
/// account for all that are lost, the verdict is unknown, otherwise invalid. After Jepsen's
/// `total-queue`, which does not count those.
Checker total_queue(TotalQueueOptions options = {});

}  // namespace sm::checkers
