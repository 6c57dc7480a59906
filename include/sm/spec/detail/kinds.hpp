#pragma once
/// References among the shapes of plain data.

#include <sm/spec/ref.hpp>
#include <sm/value/detail/shape.hpp>
#include <sm/value/tree.hpp>

#include <functional>
#include <string>

namespace sm::detail::inline spec {

template <class T>
inline constexpr bool is_ref = false;
template <class T>
inline constexpr bool is_ref<Ref<T>> = true;

std::string ref_text(StepId id);
/// Throws BadValue if the tree is no reference.
StepId read_ref(const Tree& tree, const Path& path);

}  // namespace sm::detail::inline spec

namespace sm::detail {

template <class T>
struct Adapter<Ref<T>> {
    static Tree write(Ref<T> ref) { return Tree::symbol(ref_text(ref.id)); }
    static Ref<T> read(const Tree& tree, const Path& path) { return Ref<T>{read_ref(tree, path)}; }
    static Schema describe() { return Schema(Schema::Kind::reference); }
};

}  // namespace sm::detail

template <class T>
struct std::hash<sm::Ref<T>> {
    std::size_t operator()(sm::Ref<T> ref) const noexcept { return ref.id; }
};
