#pragma once
/// Checkers of sequential consistency for well-known objects.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/checkers/object.hpp>

namespace sm::checkers {

/// How a history is read and judged.
struct SequentialOptions {
    ObjectOptions object{};
    Limits bounds{};
};

/// Whether some order of the operations, true to the order of each process but not to real time,
/// explains their answers.
///
/// Weaker than `linearizable`: a read may be stale as long as nobody can tell from the answers. An
/// operation of unknown outcome ends its process; it takes effect after all that the process did
/// before, or never. Objects do not compose: within `independent` each key is judged as if nobody
/// compared it with another.
///
/// Always a search, exponential in the number of processes at worst; at a bound the verdict is
/// unknown. What throws is what `object_history` throws.
///
/// If invalid, no order explains the violations, even if everything else that changes the object
/// took effect whenever it helped, or never; and of no violation less can be asked, unless the
/// details say that there are more than need be. Of more than 300 operations they are those with
/// which the processes would go on where the longest explanation ends.
Checker sequentially_consistent(Object object, const SequentialOptions& options = {});

}  // namespace sm::checkers
