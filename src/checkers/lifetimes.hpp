#pragma once
/// Values that are put into a queue, stack or priority queue, and taken out of it.

#include <sm/checkers/object.hpp>

#include <limits>

namespace sm::detail::inline checkers {

inline constexpr std::size_t kNoCallPlace = std::numeric_limits<std::size_t>::max();

/// A value that is put in once, with the calls that do it by their place.
struct Lifetime {
    std::int64_t value = 0;
    std::size_t put = kNoCallPlace;
    std::size_t take = kNoCallPlace;  // none if nobody is known to have taken it
    Timestamp put_invoked = 0;
    Timestamp put_returned = never;
    Timestamp take_invoked = never;
    Timestamp take_returned = never;

    bool taken() const { return take != kNoCallPlace; }
};

/// A time in which something has to be in the collection: open at both ends, as calls that touch
/// may be ordered either way.
struct Presence {
    Timestamp after = 0;
    Timestamp before = never;
    std::size_t whose = 0;
};

struct Lifetimes {
    std::vector<Lifetime> taken;          // by value
    std::vector<Lifetime> left;           // certainly put in; nobody is known to have taken them
    std::vector<std::size_t> empties;     // takes that found nothing
    std::vector<std::size_t> open_takes;  // by invocation

    /// Adds the calls of these values to the witness, all of them.
    static void testify(ObjectResult& result, const Lifetime& value);
};

/// The lifetimes of a history. If values are not put in once each, says so and does not apply; if
/// one is taken twice, before it is put in, or without that, the result is invalid. Otherwise the
/// verdict is valid, and it is left to the caller to find more. A value that was put in by an open
/// call and is not taken is left out: without it all other calls can do as they did.
Lifetimes lifetimes_of(const ObjectHistory& history, ObjectResult& result);

/// The times with these, disjoint and in order; those that only touch are not joined.
std::vector<Presence> joined(std::vector<Presence> presences);

/// Whether some of the joined times holds all of [first, last].
bool covered(const std::vector<Presence>& joined, Timestamp first, Timestamp last);

/// Whose presences leave no moment of [first, last] free: as few as can be, in order. They have to
/// be sorted by `after`.
std::vector<std::size_t> fewest_that_cover(const std::vector<Presence>& sorted, Timestamp first,
                                           Timestamp last);

void sort_by_begin(std::vector<Presence>& presences);

}  // namespace sm::detail::inline checkers
