#include "checkers/planted_faults.hpp"

namespace planted {
namespace {

using operations::list;
using operations::number;
using operations::Script;
using operations::set;

Script write_1() { return Script().ok(0, "write", number(1)); }
Script write_1_and_2() { return write_1().ok(0, "write", number(2)); }
sm::history::Value cas(int old, int fresh) { return list({number(old), number(fresh)}); }
Script add_1() { return Script().ok(0, "add", number(1)); }
Script add_1_and_2() { return add_1().ok(0, "add", number(2)); }
Script enqueue_1_and_2() {
    return Script().ok(0, "enqueue", number(1)).ok(0, "enqueue", number(2));
}
sm::history::Value yes() { return sm::history::Value::boolean(true); }
sm::history::Value no() { return sm::history::Value::boolean(false); }

std::vector<Fault> of_registers() {
    return {
        {"lost write", "register", write_1().read(1, {}),
         "invalid: the values 1 and nil each have to precede the other"},
        {"stale read", "register", write_1_and_2().read(1, number(1)),
         "invalid: the values 2 and 1 each have to precede the other"},
        {"phantom value", "register", write_1().read(1, number(7)),
         "invalid: the value 7 is read and nobody wrote it"},
        {"read from the future", "register", Script().read(1, number(1)).ok(0, "write", number(1)),
         "invalid: the value 1 is read before its write begins"},
        {"a value comes back", "register", write_1_and_2().read(1, number(2)).read(1, number(1)),
         "invalid: the values 2 and 1 each have to precede the other"},
        {"crashed write seen, then unseen", "register",
         write_1().info(2, "write", number(2)).read(1, number(2)).read(1, number(1)),
         "invalid: the values 2 and 1 each have to precede the other"},
        {"none: crashed write seen late", "register",
         write_1().info(2, "write", number(2)).read(1, number(1)).read(1, number(2)), "valid"},
        {"refused write seen", "register", write_1().fail(2, "write", number(2)).read(1, number(2)),
         "invalid: the value 2 is read and nobody wrote it"},
        {"clients disagree on an order", "register",
         Script()
             .ok(0, "write", number(1))
             .at(0, 50)
             .ok(1, "write", number(2))
             .at(0, 50)
             .read(2, number(1))
             .at(10, 12)
             .read(3, number(2))
             .at(14, 16)
             .read(2, number(1))
             .at(20, 22),
         "invalid: the values 2 and 1 each have to precede the other"},
        {"cas of a value that is not there", "cas-register", write_1().ok(1, "cas", cas(2, 3)),
         "invalid: not linearizable: no order of the calls that respects real time explains `1 "
         ":cas [2 3] → :ok`"},
        {"cas answered, then undone", "cas-register",
         write_1().ok(1, "cas", cas(1, 2)).read(0, number(1)),
         "invalid: not linearizable: no order of the calls that respects real time explains `0 "
         ":read → 1`"},
        {"two cas of one value", "cas-register",
         write_1().ok(1, "cas", cas(1, 2)).at(10, 20).ok(2, "cas", cas(1, 3)).at(12, 22),
         "invalid: not linearizable: no order of the calls that respects real time explains `2 "
         ":cas [1 3] → :ok`"},
        {"crashed cas seen, then unseen", "cas-register",
         write_1().info(2, "cas", cas(1, 2)).read(1, number(2)).read(1, number(1)),
         "invalid: not linearizable: no order of the calls that respects real time explains `1 "
         ":read → 1`"},
        {"cas refused in vain",
         "cas-register",
         write_1().fail(1, "cas", cas(1, 2)),
         "invalid: not linearizable: no order of the calls that respects real time explains `1 "
         ":cas [1 2] → :fail`",
         {.refused_cas_is_a_reply = true}},
        {"a client sees time run backwards",
         "register",
         write_1_and_2().read(1, number(2)).read(1, number(1)),
         "invalid: not sequentially consistent: no order of the calls that respects each process "
         "explains `1 :read → 1`",
         {.consistency_model = "sequential"}},
        {"none: stale, which sequential consistency allows",
         "register",
         write_1_and_2().read(1, number(1)),
         "valid",
         {.consistency_model = "sequential"}},
    };
}

std::vector<Fault> of_sets() {
    return {
        {"lost element", "set", add_1().ok(1, "contains", number(1), no()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 1 "
         "was in the set"},
        {"phantom element", "set", add_1().ok(1, "contains", number(7), yes()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 7 "
         "was in the set"},
        {"an element comes back", "set",
         add_1()
             .ok(0, "remove", number(1))
             .ok(1, "contains", number(1), no())
             .ok(1, "contains", number(1), yes()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 1 "
         "was in the set"},
        {"added twice", "set",
         Script().ok(0, "add", number(1), yes()).ok(1, "add", number(1), yes()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 1 "
         "was in the set"},
        {"removed twice", "set",
         add_1().ok(0, "remove", number(1), yes()).ok(1, "remove", number(1), yes()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 1 "
         "was in the set"},
        {"crashed add seen, then unseen", "set",
         Script()
             .info(0, "add", number(1))
             .ok(1, "contains", number(1), yes())
             .ok(1, "contains", number(1), no()),
         "invalid: not linearizable: no order of the calls that respects real time explains when 1 "
         "was in the set"},
        {"lost element, read whole", "set", add_1_and_2().read(1, set({2})),
         "invalid: the reads are ordered by inclusion otherwise than in real time"},
        {"phantom element, read whole", "set", add_1().read(1, set({1, 7})),
         "invalid: 7 is read and nobody added it"},
        {"clients disagree on an order, read whole", "set",
         Script()
             .ok(0, "add", number(1))
             .at(0, 50)
             .ok(1, "add", number(2))
             .at(0, 50)
             .read(2, set({1}))
             .at(10, 12)
             .read(3, set({2}))
             .at(14, 16),
         "invalid: two reads each have an element that the other does not have"},
        {"an element there twice", "multiset", add_1().read(1, list({number(1), number(1)})),
         "invalid: not linearizable: no order of the calls that respects real time explains `1 "
         ":read → [1 1]`"},
    };
}

std::vector<Fault> of_sets_in_reads() {
    return {
        {"lost element", "final-set", add_1_and_2().read(1, set({2})),
         "invalid: 1 element is lost, for example 1: operation 0 (0 :add 1) was answered before "
         "the last "
         "read, operation 2 (1 :read), which does not have it [ok 1, lost 1]"},
        {"phantom element", "final-set", add_1().read(1, set({1, 7})),
         "invalid: 1 element is unexpected, for example 7: the last read, operation 1 (1 :read), "
         "has it, "
         "and nobody added it [ok 1, unexpected 1]"},
        {"refused element", "final-set", add_1().fail(0, "add", number(2)).read(1, set({1, 2})),
         "invalid: 1 element is unexpected, for example 2: the last read, operation 2 (1 :read), "
         "has it, "
         "and operation 1 (0 :add 2) was refused [ok 1, unexpected 1]"},
        {"read from the future", "final-set", add_1().read(1, set({1, 2})).ok(0, "add", number(2)),
         "invalid: 1 element is unexpected, for example 2: the last read, operation 1 (1 :read), "
         "has it, "
         "and operation 2 (0 :add 2) came after it [ok 1, unexpected 1]"},
        {"none: a crashed add took effect", "final-set",
         add_1().info(0, "add", number(2)).read(1, set({1, 2})), "valid [ok 2, recovered 1]"},
        {"never read", "final-set", add_1(), "unknown: the set was never read"},
        {"lost element", "set-full",
         add_1_and_2().read(1, set({1, 2})).read(1, set({2})).read(2, set({2})),
         "invalid: 1 element is lost, for example 1: it was there when operation 0 (0 :add 1) "
         "returned, and "
         "operation 4 (2 :read) misses it, 35ms later, as does every read that returned since that "
         "one began [stable 1, lost 1]"},
        {"stale read", "set-full", add_1_and_2().read(1, set({1})).read(1, set({1, 2})),
         "valid [stable 2, stale 1]"},
        {"stale read", "set-full-linearizable",
         add_1_and_2().read(1, set({1})).read(1, set({1, 2})),
         "invalid: 1 element is stale, for example 2: it was there when operation 1 (0 :add 2) "
         "returned, "
         "and operation 2 (1 :read) misses it, 5ms later [stable 2, stale 1]"},
        {"phantom element", "set-full", add_1().read(1, set({1, 7})),
         "invalid: 1 element is unexpected, for example 7: operation 1 (1 :read) has it, and "
         "nobody added "
         "it [stable 1, unexpected 1]"},
        {"refused element", "set-full", add_1().fail(0, "add", number(2)).read(1, set({1, 2})),
         "invalid: 1 element is unexpected, for example 2: operation 2 (1 :read) has it, and "
         "operation 1 (0 "
         ":add 2) was refused [stable 1, unexpected 1]"},
        {"element twice in a read", "set-full", add_1().read(1, list({number(1), number(1)})),
         "invalid: 1 element is duplicated, for example 1: operation 1 (1 :read) has it 2 times "
         "[stable 1, "
         "duplicated 1]"},
        {"none: a crashed add took effect", "set-full",
         add_1().info(0, "add", number(2)).read(1, set({1, 2})), "valid [stable 2, recovered 1]"},
        {"none: a crashed add never seen", "set-full",
         add_1().info(0, "add", number(2)).read(1, set({1})), "valid [stable 1, never read 1]"},
        {"crashed add seen, then unseen", "set-full",
         add_1().info(0, "add", number(2)).read(1, set({1, 2})).read(1, set({1})),
         "invalid: 1 element is lost, for example 2: it was there when operation 2 (1 :read) "
         "returned, and "
         "operation 3 (1 :read) misses it, 5ms later, as does every read that returned since that "
         "one began [stable 1, lost 1, recovered 1]"},
    };
}

std::vector<Fault> of_queues() {
    return {
        {"lost element", "queue", enqueue_1_and_2().ok(1, "dequeue", {}, number(2)),
         "invalid: 1 is put in before 2, which is taken, and nobody can have taken 1 before that"},
        {"duplicate", "queue",
         enqueue_1_and_2().ok(1, "dequeue", {}, number(1)).ok(1, "dequeue", {}, number(1)),
         "invalid: 1 is taken twice"},
        {"phantom value", "queue", enqueue_1_and_2().ok(1, "dequeue", {}, number(7)),
         "invalid: 7 is taken and nobody put it in"},
        {"wrong order", "queue",
         enqueue_1_and_2().ok(1, "dequeue", {}, number(2)).ok(1, "dequeue", {}, number(1)),
         "invalid: 1 is put in before 2 and taken after it"},
        {"empty though it is not", "queue", enqueue_1_and_2().fail(1, "dequeue", {}),
         "invalid: a take found nothing, and at no moment during it was the queue empty"},
        {"lost element", "total-queue", enqueue_1_and_2().ok(1, "dequeue", {}, number(2)),
         "invalid: 1 element never came out, for example 1: operation 0 (0 :enqueue 1) was "
         "answered [ok 1, "
         "lost 1]"},
        {"duplicate", "exactly-once-queue",
         enqueue_1_and_2()
             .ok(1, "dequeue", {}, number(1))
             .ok(1, "dequeue", {}, number(2))
             .ok(1, "dequeue", {}, number(1)),
         "invalid: 1 element is duplicated, for example 1: it came out 2 times, first by operation "
         "2 (1 "
         ":dequeue), and 1 enqueue can have put it in [ok 2, duplicated 1]"},
    };
}

}  // namespace

std::vector<Fault> faults() {
    std::vector<Fault> all;
    for (const auto& some : {of_registers(), of_sets(), of_sets_in_reads(), of_queues()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace planted
