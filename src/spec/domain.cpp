#include <sm/base/misuse.hpp>
#include <sm/spec/domain.hpp>
#include <sm/value/to_string.hpp>

namespace sm {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_part(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

Name::Name(std::string value) : value_(std::move(value)) {
    const bool good = !value_.empty() && is_letter(value_[0]) &&
                      std::all_of(value_.begin(), value_.end(), is_name_part);
    if (!good) {
        detail::not_in_domain("Name", "\"" + value_ +
                                          "\" is not a letter followed by letters, "
                                          "digits or underscores");
    }
}

Name Name::draw(Draw& from) {
    std::string name(1, static_cast<char>('a' + from.random.below(4)));
    if (from.random.below(4) == 0) name += static_cast<char>('a' + from.random.below(26));
    if (from.random.below(16) == 0) name += std::to_string(from.random.below(1000));
    return Name(std::move(name));
}

namespace detail::inline spec {

void outside_domain(std::int64_t value, std::int64_t low, std::int64_t high) {
    throw Misuse(std::to_string(value) + " is outside " + std::to_string(low) + " to " +
                 std::to_string(high));
}

void not_in_domain(std::string_view domain, std::string_view problem) {
    throw Misuse("sm::" + std::string(domain) + ": " + std::string(problem));
}

void not_listed(std::string_view domain, const Tree& value, const Tree& listed) {
    not_in_domain(domain, to_string(value) + " is not one of " + to_string(listed));
}

}  // namespace detail::inline spec
}  // namespace sm
