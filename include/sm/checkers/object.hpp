#pragma once
/// Operations as calls of a well-known object: a register, a set, a queue.

#include <sm/base/verdict.hpp>
#include <sm/checkers/detail/namespace.hpp>
#include <sm/history/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm::checkers {

/// The object of a history, with its functions.
enum class Object : std::uint8_t {
    plain_register,  ///< read, write
    cas_register,    ///< read, write, cas [old new]
    set,             ///< add, remove, contains of one element; read of the whole set
    multiset,        ///< the same; an element is there as often as it was added
    queue,           ///< enqueue, dequeue: first in, first out
    stack,           ///< push, pop: last in, first out
    priority_queue,  ///< insert or enqueue; extract-max, extract-min, extract or dequeue
    counter,         ///< add n, read
    mutex,           ///< acquire, release
};

/// In words: "cas register".
std::string_view to_string(Object object);

/// The action of a call, whatever its function is called.
enum class Action : std::uint8_t {
    read,  ///< of a register or counter
    write,
    cas,
    add,     ///< to a set, a multiset or a counter
    remove,  ///< one element
    contains,
    read_all,  ///< of a set or multiset
    put,       ///< enqueue, push, insert
    take,      ///< dequeue, pop, extract
    acquire,
    release,
};

/// The reply.
enum class Reply : std::uint8_t {
    indeterminate,  ///< nothing: may take effect at any time from its invocation on, or never
    done,           ///< it took effect, and that is all that is known
    yes,    ///< cas: it was the old value; add: it was not there; remove and contains: it was
    no,     ///< the contrary; take: it was empty
    value,  ///< read, read_all, take: a value
};

/// One call of an object. Values are numbers by which an ObjectHistory knows them; those of a
/// priority queue are in the order in which they are extracted, and a counter's are themselves.
struct ObjectCall {
    Action action = Action::read;
    Reply reply = Reply::indeterminate;
    std::int64_t value = 0;  ///< read, written, put or taken; the old one of a cas; of a read_all
                             ///< its place in ObjectHistory::contents
    std::int64_t other = 0;  ///< the new one of a cas
    Timestamp invoked = 0;
    Timestamp returned = never;  ///< `never` if open
    std::size_t operation = 0;   ///< its place in the history that it comes from

    bool indeterminate() const { return reply == Reply::indeterminate; }
    /// Whether a call with this reply never changes the object.
    bool only_reads() const;
};

/// The calls of one object.
struct ObjectHistory {
    Object object = Object::plain_register;
    std::vector<ObjectCall> calls;                    ///< in the order of the operations
    std::vector<history::Value> values;               ///< by number; none of a counter
    std::vector<std::vector<std::int64_t>> contents;  ///< what each read_all saw, in order
    std::int64_t initial = 0;                         ///< of a register or counter

    /// The value with this number, as it was in the operations.
    std::string show_value(std::int64_t value) const;
};

/// The meaning of a refused operation (Jepsen's :fail).
enum class Refusal : std::uint8_t {
    nothing_happened,  ///< and no more: it is left out
    is_a_reply,        ///< a cas that did not find its old value, a dequeue that found it empty
};

/// How operations are translated.
struct ObjectOptions {
    history::Value initial{};  ///< of a register; of a counter an integer, or nothing for 0
    Refusal refused_cas = Refusal::nothing_happened;
    Refusal refused_take = Refusal::is_a_reply;  ///< dequeue, pop, extract
    /// Whether `extract` and `dequeue` of a priority queue give the least value; `extract-max` and
    /// `extract-min` say so by their names. Values are ordered as history::Value orders them.
    bool least_first = false;
};

/// The operations as calls of the object. Those of the nemesis, those that did not happen and reads
/// that never answered are left out.
///
/// The answer of write, put, and of an add to a counter is ignored; add, remove and cas may answer
/// true or false, and count as done without an answer; a take that answers nothing found the object
/// empty. Throws Misuse naming an operation that does not fit the object.
ObjectHistory object_history(Object object, std::span<const history::Operation> operations,
                             const ObjectOptions& options = {});

/// The result of the special algorithm for an object.
struct ObjectResult {
    Verdict verdict = Verdict::unknown;  ///< unknown if the algorithm does not apply
    std::string algorithm{};             ///< its name, and why it applies or why it does not
    std::string reason{};                ///< if invalid, what is wrong
    /// If invalid, a small set of calls that is not linearizable, by their place among the calls,
    /// even if every other call may take effect at any time or never. `minimal` says that it is
    /// minimal.
    std::vector<std::size_t> witness{};
    bool minimal = false;
};

}  // namespace sm::checkers
