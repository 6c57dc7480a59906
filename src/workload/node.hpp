#pragma once
/// What the kinds of generators have in common: asking and telling those inside them.

#include <sm/base/misuse.hpp>
#include <sm/workload/generator.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail::inline workload {

using Pointer = GeneratorNode::Pointer;
using Given = GeneratorNode::Given;

/// A node as a generator.
template <class Node, class... Arguments>
Generator generator_of(Arguments&&... arguments) {
    return Generator(std::make_shared<const Node>(std::forward<Arguments>(arguments)...));
}

/// The generator after a change of this kind.
template <class Node, class... Arguments>
Pointer make(Arguments&&... arguments) {
    return std::make_shared<const Node>(std::forward<Arguments>(arguments)...);
}

inline Given over() { return {}; }

inline Given pending(Pointer then, Duration at = forever) {
    Given given;
    given.next.kind = Next::Kind::pending;
    given.next.at = at;
    given.then = std::move(then);
    return given;
}

/// What comes next of a part; throws Misuse that names it if that cannot be done.
Given ask(const Pointer& part, const Context& context);

/// The part after the event.
inline Pointer tell(const Pointer& part, const Context& context, const Event& event) {
    return part == nullptr ? nullptr : part->after(context, event, part);
}

/// What a part waits for, behind the name of what it is in.
std::string waits_within(std::string_view name, const Pointer& part, const Context& context);

/// Evenly one of those who are free and can do this; none if there is none now. Throws Misuse,
/// naming what wants it done, if there never is.
std::optional<Worker> someone(const Context& context, Doer doer, std::string_view name);

/// Throws Misuse, naming the maker, unless the duration is positive, or zero where that is allowed.
void expect_positive(std::string_view name, std::string_view what, Duration duration);
void expect_not_negative(std::string_view name, std::string_view what, Duration duration);
/// Throws Misuse, naming the maker, unless the number is 1 or greater.
void expect_some(std::string_view name, std::string_view what, std::int64_t number);

/// A moment so much later, or `forever`.
inline Duration later(Duration from, Duration by) {
    return from > forever - by ? forever : from + by;
}

/// Parts side by side, copied only when one of them has changed.
class Parts {
 public:
    explicit Parts(const std::vector<Pointer>& before) : before_(before) {}

    const Pointer& operator[](std::size_t i) const { return now_ ? (*now_)[i] : before_[i]; }
    std::size_t size() const { return before_.size(); }
    void set(std::size_t i, Pointer part) {
        if (part == (*this)[i]) return;
        if (!now_) now_ = before_;
        (*now_)[i] = std::move(part);
    }
    bool changed() const { return now_.has_value(); }
    bool all_over() const {
        for (std::size_t i = 0; i < size(); ++i) {
            if ((*this)[i] != nullptr) return false;
        }
        return true;
    }
    std::vector<Pointer> take() {
        if (now_) return std::move(*now_);
        return before_;
    }

 private:
    const std::vector<Pointer>& before_;
    std::optional<std::vector<Pointer>> now_;
};

}  // namespace sm::detail::inline workload
