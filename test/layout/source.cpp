#include "layout/source.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace layout {
namespace {

/// Blanks out what is not code, one character at a time; knows comments, quotes and raw strings.
class Blanker {
 public:
    explicit Blanker(std::string text) : text_(std::move(text)) {}

    std::string run() {
        while (at_ < text_.size()) step();
        return std::move(text_);
    }

 private:
    void step() {
        if (starts("//")) return blank_to(text_.find('\n', at_));
        if (starts("/*")) return blank_past("*/", at_ + 2);
        if (starts("R\"")) return raw_string();
        if (text_[at_] == '"' || (text_[at_] == '\'' && !separates_digits())) return quoted();
        ++at_;
    }

    bool starts(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

    bool separates_digits() const {
        return at_ > 0 && std::isxdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0;
    }

    void quoted() {
        const char quote = text_[at_];
        auto end = at_ + 1;
        while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
        blank_to(end + 1);
    }

    void raw_string() {
        const auto open = text_.find('(', at_);
        if (open == std::string::npos) return blank_to(open);
        blank_past(")" + text_.substr(at_ + 2, open - at_ - 2) + "\"", open);
    }

    void blank_past(const std::string& closing, std::size_t from) {
        const auto end = text_.find(closing, from);
        blank_to(end == std::string::npos ? end : end + closing.size());
    }

    void blank_to(std::size_t end) {
        for (end = std::min(end, text_.size()); at_ < end; ++at_) {
            if (text_[at_] != '\n') text_[at_] = ' ';
        }
    }

    std::string text_;
    std::size_t at_ = 0;
};

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// What is left of a declaration when its template parameters and preprocessor lines are gone.
std::string without_templates(std::string head) {
    head = std::regex_replace(head, std::regex(R"((^|\n)\s*#[^\n]*)"), "\n");
    for (auto at = head.find("template"); at != std::string::npos; at = head.find("template")) {
        auto end = head.find('<', at);
        if (end == std::string::npos) break;
        for (int depth = 0; end < head.size(); ++end) {
            depth += head[end] == '<' ? 1 : head[end] == '>' ? -1 : 0;
            if (depth == 0) break;
        }
        head.erase(at, end + 1 - at);
    }
    return head;
}

/// Whether the brace after `head` opens a place for further declarations.
bool opens_scope(const std::string& head) {
    static const std::regex scope(
        R"(\s*(inline\s+|typedef\s+)*(namespace|struct|class|union|enum|extern)\b[\s\S]*)");
    return std::regex_match(without_templates(head), scope);
}

bool opens_function(const std::string& head) { return head.find('(') != std::string::npos; }

/// Walks the braces of a file and notes the bodies of outermost functions.
class Walker {
 public:
    std::vector<Body> walk(const std::vector<std::string>& lines) {
        for (index_ = 0; index_ < lines.size(); ++index_) {
            for (const char c : lines[index_]) take(c);
            head_ += '\n';
        }
        return std::move(found_);
    }

 private:
    enum class Kind { scope, function, other };
    struct Open {
        Kind kind;
        std::size_t index;
    };

    void take(char c) {
        if (c == '{') {
            open_.push_back({kind(), index_});
            head_.clear();
        } else if (c == '}') {
            close();
        } else if (c == ';') {
            head_.clear();
        } else {
            head_ += c;
        }
    }

    Kind kind() const {
        const bool outermost = std::all_of(open_.begin(), open_.end(),
                                           [](const Open& o) { return o.kind == Kind::scope; });
        if (!outermost) return Kind::other;
        if (opens_scope(head_)) return Kind::scope;
        return opens_function(head_) ? Kind::function : Kind::other;
    }

    void close() {
        head_.clear();
        if (open_.empty()) return;
        const auto [kind, index] = open_.back();
        open_.pop_back();
        if (kind == Kind::function) found_.push_back({index, index_ - index + 1});
    }

    std::size_t index_ = 0;
    std::string head_;
    std::vector<Open> open_;
    std::vector<Body> found_;
};

}  // namespace

Source source(std::filesystem::path path, std::string_view text) {
    return {std::move(path), split(text)};
}

Source read(const std::filesystem::path& root, const std::filesystem::path& path) {
    std::ifstream file(root / path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + (root / path).string());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return source(path, text);
}

std::string at(const Source& source, std::size_t index, std::string_view what) {
    return source.path.string() + ":" + std::to_string(index + 1) + ": " + std::string(what);
}

std::size_t columns(std::string_view line) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), begins));
}

std::vector<std::string> code(const Source& source) {
    return split(Blanker(joined(source.lines)).run());
}

std::vector<Body> bodies(const Source& source) { return Walker().walk(code(source)); }

std::vector<Include> includes(const Source& source) {
    static const std::regex ours(R"re(\s*#\s*include\s*[<"]sm/(([a-z_]+)/)?[^>"]*[>"].*)re");
    std::vector<Include> found;
    for (std::size_t index = 0; index < source.lines.size(); ++index) {
        std::smatch match;
        if (std::regex_match(source.lines[index], match, ours)) found.push_back({index, match[2]});
    }
    return found;
}

}  // namespace layout
