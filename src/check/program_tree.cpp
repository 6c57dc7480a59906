#include <sm/check/detail/program_tree.hpp>

namespace sm::detail {

const Tree& required(const Tree& tree, std::string_view name, const std::string& place) {
    const Tree* field = field_of(tree, name);
    if (field == nullptr) throw BadValue(place + ": \"" + std::string(name) + "\" is missing");
    return *field;
}

}  // namespace sm::detail
