#include <sm/value/detail/names.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sm::detail::inline value {

namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool opens(char c) { return c == '<' || c == '(' || c == '{' || c == '['; }
bool closes(char c) { return c == '>' || c == ')' || c == '}' || c == ']'; }

/// The identifier that ends `text`; empty if none does.
std::string_view last_word(std::string_view text) {
    while (!text.empty() && !is_word(text.back())) text.remove_suffix(1);
    auto begin = text.size();
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    const auto word = text.substr(begin);
    const bool is_number = !word.empty() && word.front() >= '0' && word.front() <= '9';
    return is_number ? std::string_view{} : word;
}

/// From `begin` to the comma or bracket that ends the item there.
std::string_view item_at(std::string_view text, std::size_t begin) {
    std::size_t depth = 0;
    for (auto at = begin; at < text.size(); ++at) {
        if (opens(text[at])) ++depth;
        if (depth == 0 && (text[at] == ',' || closes(text[at]))) {
            return text.substr(begin, at - begin);
        }
        if (closes(text[at])) --depth;
    }
    return text.substr(begin);
}

/// What follows `T = `, up to the end of the list of parameters.
std::string_view argument(std::string_view pretty) {
    auto begin = pretty.find("T = ");
    if (begin == std::string_view::npos) return pretty;
    begin += 4;
    const auto semicolon = pretty.find("; std::", begin);
    const auto end = semicolon == std::string_view::npos ? pretty.rfind(']') : semicolon;
    return pretty.substr(begin, end - begin);
}

/// Drops every `enclosing::` from a type's name, bracket by bracket.
class Unqualifier {
 public:
    std::string operator()(std::string_view text) {
        for (at_ = 0; at_ < text.size(); ++at_) take(text, text[at_]);
        return std::move(out_);
    }

 private:
    void take(std::string_view text, char c) {
        if (text.substr(at_, 2) == "::") {
            out_.erase(begins_.back());
            ++at_;
        } else if (text.substr(at_, 8) == " const::") {
            at_ += 5;  // a const member function encloses it
        } else if (opens(c)) {
            out_ += c;
            begins_.push_back(out_.size());
        } else if (closes(c)) {
            if (out_.back() == ' ') out_.pop_back();
            if (begins_.size() > 1) begins_.pop_back();
            out_ += c;
        } else {
            out_ += c;
            if (!is_word(c)) begins_.back() = out_.size();
        }
    }

    std::size_t at_ = 0;
    std::string out_;
    std::vector<std::size_t> begins_{0};
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

}  // namespace

std::string cut_type_name(std::string_view pretty) {
    auto name = Unqualifier{}(argument(pretty));
    replace_all(name, "basic_string<char>", "string");
    return name;
}

std::string cut_full_type_name(std::string_view pretty) {
    std::string name(argument(pretty));
    replace_all(name, "{anonymous}::", "");            // g++
    replace_all(name, "(anonymous namespace)::", "");  // clang
    return name;
}

std::vector<std::string_view> cut_field_names(std::string_view pretty, std::size_t count) {
    // g++:   Address<const int>{(& nowhere<S>.Nowhere<S>::value.S::name)}
    // clang: Address<const int>{&nowhere.value.name}
    std::vector<std::string_view> names;
    for (std::size_t at = 0; names.size() < count;) {
        const auto plain = pretty.find("{&", at);
        const auto bracketed = pretty.find("{(&", at);
        at = std::min(plain, bracketed);
        if (at == std::string_view::npos) break;
        const auto item = item_at(pretty, at + 1);
        names.push_back(last_word(item));
        at += item.size();
    }
    if (names.size() != count || std::find(names.begin(), names.end(), "") != names.end()) {
        throw std::logic_error("sm: cannot read the names of fields in: " + std::string(pretty));
    }
    return names;
}

const NamedValue* Enumeration::find(std::int64_t value) const {
    for (const auto& one : all) {
        if (one.value == value) return &one;
    }
    return nullptr;
}

const NamedValue* Enumeration::find(std::string_view name) const {
    for (const auto& one : all) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

Enumeration cut_enumerators(std::string_view type_pretty, std::string_view pretty,
                            std::span<const std::int64_t> tried, bool is_signed) {
    // g++:   E ...values = {ns::E::a, (ns::E)1}]    clang: values = <ns::E::a, (ns::E)1>]
    Enumeration found{cut_type_name(type_pretty), is_signed, {}};
    constexpr std::string_view marker = "values = ";
    auto at = pretty.find(marker) + marker.size() + 1;
    for (const auto value : tried) {
        const auto item = item_at(pretty, at);
        const auto name = last_word(item);
        if (!name.empty() && found.find(value) == nullptr) found.all.push_back({name, value});
        at += item.size() + 2;  // ", "
    }
    return found;
}

}  // namespace sm::detail::inline value
