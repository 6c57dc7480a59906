#include "layout/names.hpp"

#include <algorithm>
#include <regex>

namespace layout {
namespace {

/// Reads the braces of a file and keeps the names of the namespaces and types that are open.
class Names {
 public:
    std::vector<Definition> read(const std::vector<std::string>& lines) {
        for (index_ = 0; index_ < lines.size(); ++index_) {
            if (lines[index_].find_first_not_of(' ') != std::string::npos &&
                lines[index_][lines[index_].find_first_not_of(' ')] == '#')
                continue;
            for (const char c : lines[index_]) take(c);
            head_ += ' ';
        }
        return std::move(found_);
    }

 private:
    void take(char c) {
        if (c == '{') {
            open_.push_back(opened());
            head_.clear();
        } else if (c == '}') {
            if (!open_.empty()) open_.pop_back();
            head_.clear();
        } else if (c == ';') {
            head_.clear();
        } else {
            head_ += c;
        }
    }

    /// The name of what the brace opens; `?` where nothing inside of it has a name for others.
    std::string opened() {
        static const std::regex space(R"(.*\bnamespace ([\w: ]+) $)");
        static const std::regex type(R"((?:.*[ >])?(?:struct|class|union|enum class|enum) )"
                                     R"((?:\[\[\w+\]\] )?(\w+)(?: final)?(?: :.*)? $)");
        std::smatch match;
        if (std::regex_match(head_, match, space)) return plain(match[1]);
        if (!std::regex_match(head_, match, type)) return "?";
        if (std::find(open_.begin(), open_.end(), "?") == open_.end())
            found_.push_back({qualified(match[1]), index_});
        return match[1];
    }

    static std::string plain(const std::string& space) {
        return std::regex_replace(space, std::regex("inline "), "");
    }

    std::string qualified(const std::string& name) const {
        std::string all;
        for (const auto& one : open_) all += one + "::";
        return all + name;
    }

    std::size_t index_ = 0;
    std::string head_;
    std::vector<std::string> open_;
    std::vector<Definition> found_;
};

}  // namespace

std::vector<Definition> types_defined(const Source& source) { return Names().read(code(source)); }

}  // namespace layout
