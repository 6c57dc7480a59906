#pragma once
/// Generators: values that say what is to be done next, when, and by whom.
///
///     auto work = sm::stagger(10ms, sm::mix({sm::repeat(Read{}), sm::draw_each([](sm::Random& r) {
///         return Write{static_cast<int>(r.below(5))};
///     })}));
///     auto plan = sm::phases({sm::time_limit(30s, sm::any({sm::clients(work),
///     sm::nemesis(faults)})),
///                             sm::nemesis(sm::heal()), sm::sleep(10s),
///                             sm::clients(sm::once(ReadAll{}))});
///
/// After Jepsen's pure generators: asked with a context, one gives what is next and the generator
/// that comes after it. It keeps no clock and starts no thread, so that a run on real systems, a
/// simulation in virtual time and a test use the same one.

#include <sm/spec/fault.hpp>
#include <sm/value/clock.hpp>
#include <sm/value/detail/any.hpp>
#include <sm/value/random.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sm {

/// Who does something: a client from 0 on, or the nemesis.
using Worker = int;
inline constexpr Worker nemesis_worker = -1;

/// A time that never comes, and a wait without end.
inline constexpr Duration forever = Duration::max();

/// A client runs a command.
struct Issue {
    detail::Any command;
};
/// The nemesis injects a fault, and undoes it after a while unless that is `forever`.
struct Strike {
    Fault fault;
    Duration lasts = forever;
};
/// The nemesis undoes the faults of this name that are still on; all if it is empty.
struct Heal {
    std::string name;
};
/// Who is asked does nothing for a while.
struct Sleep {
    Duration lasts{};
};
/// A line in the log of the run.
struct Say {
    std::string text;
};
using Act = std::variant<Issue, Strike, Heal, Sleep, Say>;

/// What a generator may look at.
struct Context {
    Duration now{};            ///< since the run began
    std::vector<Worker> all;   ///< who there is, in order; the nemesis first, where it is one
    std::vector<Worker> free;  ///< of them, who has nothing to do
    Random* random = nullptr;  ///< for whatever is left to chance
};

/// What became of an act; told to the generator that gave it.
struct Event {
    enum class Kind : std::uint8_t { began, answered, refused, unknown };
    Kind kind = Kind::began;
    Duration at{};
    Worker worker = 0;
    const Act* act = nullptr;
};

class Generator;

/// What comes next.
struct Next {
    enum class Kind : std::uint8_t {
        act,      ///< this is to be done, at `at` or as soon after it as can be, by `worker`
        pending,  ///< nothing now, perhaps later: ask again when something happened, or at `at`
        over,     ///< nothing ever again
    };
    Kind kind = Kind::over;
    Act act{};
    Duration at = forever;
    Worker worker = 0;
};

namespace detail {

/// How a kind of generator works. Never changed once it is made: what comes after is another one.
class GeneratorNode {
 public:
    using Pointer = std::shared_ptr<const GeneratorNode>;
    virtual ~GeneratorNode() = default;
    /// What comes next, and the generator after it, which is this one unless something is given.
    virtual std::pair<Next, Pointer> next(const Context& context, const Pointer& self) const = 0;
    /// The generator after this event, which may be of another's making.
    virtual Pointer after(const Context& context, const Event& event,
                          const Pointer& self) const = 0;
};

}  // namespace detail

/// A generator, as a value: copies go their own ways. One made by default is over.
class Generator {
 public:
    Generator() = default;
    explicit Generator(detail::GeneratorNode::Pointer node) : node_(std::move(node)) {}

    /// What comes next, and the generator that comes after it. Does not change this one.
    std::pair<Next, Generator> next(const Context& context) const;
    /// The generator that has heard of the event.
    Generator after(const Context& context, const Event& event) const;

    const detail::GeneratorNode::Pointer& node() const { return node_; }

 private:
    detail::GeneratorNode::Pointer node_;  // null: over
};

}  // namespace sm
