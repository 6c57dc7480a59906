#pragma once
/// References from a command to the answer of an earlier call.

#include <sm/base/misuse.hpp>

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// The stable number of a step within its program; it survives shrinking. Numbers start at 1.
using StepId = std::uint32_t;

/// Stands for the value that the call with this number will answer, before it has.
///
/// In the model a reference is a name to remember; at run time `Results` turns it into the value.
template <class T>
struct Ref {
    StepId id = 0;

    friend auto operator<=>(const Ref&, const Ref&) = default;
};

/// The answers of earlier calls of the running program, by reference.
///
///     void run(auto& sys, const sm::Results& got) const { sys.cluster().pause(got[node]); }
///
/// A command whose reference has no value (its producer was refused, or never answered) is not
/// run at all, so that looking one up cannot fail in a `run`.
class Results {
 public:
    Results() = default;

    /// Results that continue those of the prefix, which must outlive them.
    explicit Results(const Results* earlier) : earlier_(earlier) {}

    /// The value that the call `ref` names answered. Throws Misuse if it answered none.
    template <class T>
    const T& operator[](Ref<T> ref) const {
        const void* value = find(ref.id);
        if (value == nullptr) throw Misuse(missing(ref.id));
        return *static_cast<const T*>(value);
    }

    /// Whether the call with this number has answered.
    bool has(StepId id) const { return find(id) != nullptr; }

    /// Keeps the answer of the call with this number.
    template <class T>
    void keep(StepId id, T value) {
        keep_shared(id, std::make_shared<const T>(std::move(value)));
    }
    /// Likewise, of a value of the type that references to it name.
    void keep_shared(StepId id, std::shared_ptr<const void> value) {
        kept_.push_back({id, std::move(value)});
    }

 private:
    struct Kept {
        StepId id;
        std::shared_ptr<const void> value;
    };

    const void* find(StepId id) const;
    static std::string missing(StepId id);

    const Results* earlier_ = nullptr;
    std::vector<Kept> kept_;
};

}  // namespace sm
