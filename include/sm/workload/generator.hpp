#pragma once
/// Generators: values that decide which operation comes next, when, and on which worker.
///
///     namespace gen = sm::gen;
///     auto writes = gen::draw_each([](sm::Random& r) {
///         return Write{static_cast<int>(r.below(5))};
///     });
///     auto work = gen::stagger(10ms, gen::mix({gen::repeat(Read{}), writes}));
///     auto beside = gen::any({gen::clients(work), gen::nemesis(faults)});
///     auto plan = gen::phases({gen::time_limit(30s, beside), gen::nemesis(gen::heal()),
///                              gen::sleep(10s), gen::clients(gen::once(ReadAll{}))});
///
/// After Jepsen's pure generators: called with a context, a generator returns the next act and
/// the generator after it. It keeps no clock and starts no thread, so that a run on real systems, a
/// simulation in virtual time and a test use the same one.
///
/// Jepsen's generators return acts for later, which are dropped when an event happens before. Here
/// an act is for now, and a generator whose next act is for later is pending until then: no draw is
/// wasted, and late acts are as likely as early ones. So the returned generator is always kept,
/// also that of a pending one, which may have recorded the time of its first call.

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

/// The input of a generator.
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
        pending,  ///< nothing now, perhaps later: call again after the next event, or at `at`
        over,     ///< nothing ever again
    };
    Kind kind = Kind::over;
    Act act{};
    Duration at = forever;  ///< now, of an act; never earlier than now
    Worker worker = first_client;

    bool is_act() const { return kind == Kind::act; }
    bool is_pending() const { return kind == Kind::pending; }
    bool is_over() const { return kind == Kind::over; }
};

}  // namespace sm::gen

namespace sm::detail::inline workload {

/// The interface of a kind of generator. It is immutable: the generator after it is another one.
///
/// Its result depends on context, events and the draws from `context.random` alone: equal inputs
/// give equal results. Functions of the user must be pure likewise.
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

    /// Its name in messages: that of the function that makes it.
    virtual std::string_view name() const = 0;
    virtual Given next(const Context& context, const Pointer& self) const = 0;
    /// The generator after this event, which may come from another generator.
    virtual Pointer after(const Context& context, const Event& event, const Pointer& self) const;
    /// What a pending one waits for, for messages; by default no more than its name.
    virtual std::string waits(const Context& context) const;
};

}  // namespace sm::detail::inline workload

namespace sm::gen {

/// A generator, as a value: copies are independent. A default one is over.
class Generator {
 public:
    Generator() = default;
    explicit Generator(detail::GeneratorNode::Pointer node) : node_(std::move(node)) {}

    /// The next act, and the generator after it. Does not change this one.
    ///
    /// Throws Misuse, naming combinator and worker, if the act is for one who is not free or not
    /// there, or who cannot do such an act.
    std::pair<Next, Generator> next(const Context& context) const;

    /// The generator after the event. An act begins first, and its worker is busy then; later it
    /// ends, and the worker is free again.
    Generator after(const Context& context, const Event& event) const;

    /// What it waits for, as far as its parts know: `phases > commands: no command is possible`.
    std::string waits(const Context& context) const;

    const detail::GeneratorNode::Pointer& node() const { return node_; }

 private:
    detail::GeneratorNode::Pointer node_;  ///< null: over
};

/// Throws Misuse, with what it waits for, if `next` is pending forever: no worker is busy and
/// it names no time, so that nothing will happen. For code that runs generators.
void expect_progress(const Generator& generator, const Context& context, const Next& next);

}  // namespace sm::gen
