#pragma once
/// Generators: values that say what is to be done next, when, and by whom.
///
///     auto work = sm::gen::stagger(10ms, sm::gen::mix({sm::gen::repeat(Read{}),
///     sm::gen::draw_each([](sm::Random& r) {
///         return Write{static_cast<int>(r.below(5))};
///     })}));
///     auto plan = sm::gen::phases({sm::gen::time_limit(30s, sm::gen::any({sm::gen::clients(work),
///                                                          sm::gen::nemesis(faults)})),
///                             sm::gen::nemesis(sm::gen::heal()), sm::gen::sleep(10s),
///                             sm::gen::clients(sm::gen::once(ReadAll{}))});
///
/// After Jepsen's pure generators: asked with a context, one gives what is next and the generator
/// that comes after it. It keeps no clock and starts no thread, so that a run on real systems, a
/// simulation in virtual time and a test use the same one.
///
/// Jepsen's give acts for later, which are thrown away when something happens before. Here an act
/// is for now, and what is for later is pending until then: nothing is drawn in vain, and whatever
/// comes late has the same chance as what comes soon. So the generator that is returned is kept
/// whatever the answer, also a pending one, which may have noted when it was asked first.

#include <sm/base/clock.hpp>
#include <sm/base/random.hpp>
#include <sm/workload/act.hpp>
#include <sm/workload/workers.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sm::gen {

/// What a generator may look at.
struct Context {
    Duration now{};            ///< since the run began
    WorkerSet all{};           ///< who there is
    WorkerSet free{};          ///< of them, who has nothing to do
    Random* random = nullptr;  ///< for whatever is left to chance

    /// Throws Misuse if there is no `random`.
    Random& chance() const;
    /// The same, as those workers see it.
    Context among(const WorkerSet& workers) const {
        return {now, all & workers, free & workers, random};
    }
};

/// What comes next.
struct Next {
    enum class Kind : std::uint8_t {
        act,      ///< this is to be done now, by `worker`, who is free
        pending,  ///< nothing now, perhaps later: ask again when something happened, or at `at`
        over,     ///< nothing ever again
    };
    Kind kind = Kind::over;
    Act act{};
    Duration at = forever;  ///< now, of an act; never earlier than now
    Worker worker = 0;

    bool is_act() const { return kind == Kind::act; }
    bool is_pending() const { return kind == Kind::pending; }
    bool is_over() const { return kind == Kind::over; }
};

}  // namespace sm::gen

namespace sm::detail::inline workload {

/// How a kind of generator works. Never changed once it is made: what comes after is another one.
///
/// What it does follows from context, events and the draws from `context.random` alone: asked twice
/// with the same, it gives the same. Functions that a user gives it must keep to that too.
class GeneratorNode {
 public:
    using Pointer = std::shared_ptr<const GeneratorNode>;  ///< null: one that is over

    /// What comes next, and the generator after it: `self` where nothing has changed.
    struct Given {
        Next next;
        Pointer then;
    };

    GeneratorNode() = default;
    GeneratorNode(const GeneratorNode&) = delete;
    GeneratorNode& operator=(const GeneratorNode&) = delete;
    virtual ~GeneratorNode() = default;

    /// What it is called in messages: the name of the function that makes it.
    virtual std::string_view name() const = 0;
    virtual Given next(const Context& context, const Pointer& self) const = 0;
    /// The generator after this event, which may be of another's making.
    virtual Pointer after(const Context& context, const Event& event, const Pointer& self) const;
    /// What a pending one waits for, for messages; by default no more than its name.
    virtual std::string waits(const Context& context) const;
};

}  // namespace sm::detail::inline workload

namespace sm::gen {

/// A generator, as a value: copies go their own ways. One made by default is over.
class Generator {
 public:
    Generator() = default;
    explicit Generator(detail::GeneratorNode::Pointer node) : node_(std::move(node)) {}

    /// What comes next, and the generator to go on with. Does not change this one.
    ///
    /// Throws Misuse, naming combinator and worker, if the act is for one who is not free or not
    /// there, or who cannot do such an act.
    std::pair<Next, Generator> next(const Context& context) const;

    /// The generator that has heard of the event. An act that is given has begun first, with its
    /// worker not free any more, and ends later, with the worker free again.
    Generator after(const Context& context, const Event& event) const;

    /// What it waits for, as far as its parts know: `phases > commands: no command is possible`.
    std::string waits(const Context& context) const;

    const detail::GeneratorNode::Pointer& node() const { return node_; }

 private:
    detail::GeneratorNode::Pointer node_;  // null: over
};

/// Throws Misuse, with what it waits for, if `next` is pending for ever: nobody is busy and no time
/// is named, so that nothing will happen. To be asked by whatever runs a generator.
void expect_progress(const Generator& generator, const Context& context, const Next& next);

}  // namespace sm::gen
