#pragma once
/// Linearizability of queue histories in which every value is enqueued once.
///
/// Derived in docs/derivations/queue.md.

#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// Judges in O(n log n), pending calls included. Applies to a queue if no value is enqueued twice.
///
/// There is a linearization if and only if each value is dequeued at most once and not before it is
/// enqueued, no two values are dequeued in the order against that in which they were enqueued, and
/// each dequeue that found the queue empty has a moment at which no value had to be in it
/// (Henzinger, Sezgin and Vafeiadis 2013; Bouajjani, Emmi, Enea and Hamza 2015). Values that no
/// answered dequeue returned may be taken by pending dequeues: each such value has a latest moment
/// at which it must be gone, and it suffices that, at any moment, as many pending dequeues were
/// invoked as values had to be gone.
ObjectResult judge_queue(const ObjectHistory& history);

}  // namespace sm::checkers
