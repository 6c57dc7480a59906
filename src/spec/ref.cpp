#include <sm/spec/detail/kinds.hpp>
#include <sm/spec/ref.hpp>

#include <charconv>

namespace sm {

const void* Results::find(StepId id) const {
    for (const Kept& kept : kept_) {
        if (kept.id == id) return kept.value.get();
    }
    return earlier_ == nullptr ? nullptr : earlier_->find(id);
}

std::string Results::missing(StepId id) {
    return "the reference #" + std::to_string(id) +
           " has no value: the call it names has not answered. Take references from the command's "
           "own fields, which are checked before it runs.";
}

namespace detail::inline spec {

std::string ref_text(StepId id) { return "#" + std::to_string(id); }

StepId read_ref(const Tree& tree, const Path& path) {
    const std::string& text = tree.text();
    StepId id = 0;
    if (text.starts_with('#')) {
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + 1, end, id);
        if (error == std::errc{} && stop == end) return id;
    }
    bad_kind(path, tree, "a reference to an earlier call, like #3");
}

}  // namespace detail::inline spec
}  // namespace sm
