#include "program/planning.hpp"

#include <sm/value/to_string.hpp>

#include <algorithm>

namespace sm::detail::inline program {
namespace {

/// Looks at the references without changing them.
template <class Visit>
void look_at_references(const AnyStep& step, Visit visit) {
    for_each_reference(const_cast<AnyStep&>(step),
                       [&](const StepId& id, const void* tag) { visit(id, tag); });
}

}  // namespace

std::size_t AnyProgram::size() const {
    std::size_t total = prefix.size();
    for (const auto& branch : branches) total += branch.size();
    return total;
}

void model_threw(const Any& command, const char* what) {
    throw Misuse(to_string(command.tree()) + ": its `pre`, `apply`, `accept` or `post` threw \"" +
                 what +
                 "\". A model must not throw: let `pre` refuse what is not possible there, and let "
                 "`apply` answer in every state.");
}

std::vector<StepId> references_of(const AnyStep& step) {
    std::vector<StepId> ids;
    look_at_references(step, [&](StepId id, const void*) { ids.push_back(id); });
    return ids;
}

bool references_hold(const AnyStep& step, std::span<const Producer> producers) {
    bool all = true;
    look_at_references(step, [&](StepId id, const void* tag) {
        all = all && std::any_of(producers.begin(), producers.end(), [&](const Producer& one) {
                  return one.id == id && one.type == tag;
              });
    });
    return all;
}

std::vector<StepId> wanted_by(const AnyProgram& program) {
    std::vector<StepId> wanted;
    for_each_part(program, [&](const AnySteps& steps) {
        for (const AnyStep& step : steps) {
            look_at_references(step, [&](StepId id, const void*) { wanted.push_back(id); });
        }
    });
    return wanted;
}

}  // namespace sm::detail::inline program
