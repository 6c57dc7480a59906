#include <sm/value/to_string.hpp>

#include "value/text.hpp"

namespace sm {

namespace {

class Shower {
 public:
    std::string take() && { return std::move(out_); }

    void value(const Tree& tree) {
        using Kind = Tree::Kind;
        switch (tree.kind()) {
            case Kind::nothing:
                out_ += "none";
                break;
            case Kind::boolean:
                out_ += tree.boolean() ? "true" : "false";
                break;
            case Kind::integer:
            case Kind::natural:
            case Kind::real:
                out_ += detail::number_text(tree);
                break;
            case Kind::duration:
                duration(tree);
                break;
            case Kind::text:
                quoted(tree.text());
                break;
            case Kind::symbol:
                out_ += tree.text();
                break;
            case Kind::list:
                list(tree);
                break;
            case Kind::map:
                map(tree);
                break;
            case Kind::record:
                record(tree);
                break;
            case Kind::tagged:
                tagged(tree);
                break;
        }
    }

 private:
    void duration(const Tree& tree) {
        const auto count = detail::number_text(tree.item(0));
        out_ += count;
        const auto last = count.back();
        if (last >= '0' && last <= '9') out_ += tree.text();  // nan and inf have no unit
    }

    void quoted(std::string_view text) {
        out_ += '"';
        while (!text.empty()) {
            const auto length = detail::utf8_length(text);
            const auto character = text.substr(0, length == 0 ? 1 : length);
            if (length > 1)
                out_ += character;
            else
                byte(character[0], length == 0);
            text.remove_prefix(character.size());
        }
        out_ += '"';
    }

    void byte(char c, bool invalid) {
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (c == '\n') {
            out_ += "\\n";
        } else if (c == '\r') {
            out_ += "\\r";
        } else if (c == '\t') {
            out_ += "\\t";
        } else if (invalid || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out_ += "\\x" + detail::hex({&c, 1});
        } else {
            out_ += c;
        }
    }

    void separate(std::size_t at) {
        if (at > 0) out_ += ", ";
    }

    void list(const Tree& tree) {
        out_ += '[';
        for (std::size_t at = 0; at < tree.size(); ++at) {
            separate(at);
            value(tree.item(at));
        }
        out_ += ']';
    }

    void map(const Tree& tree) {
        out_ += '{';
        for (std::size_t at = 0; at < tree.size(); ++at) {
            separate(at);
            value(tree.key(at));
            out_ += ": ";
            value(tree.item(at));
        }
        out_ += '}';
    }

    void record(const Tree& tree) {
        out_ += tree.text();
        if (tree.empty()) return;
        out_ += '{';
        for (std::size_t at = 0; at < tree.size(); ++at) {
            separate(at);
            out_ += tree.name(at);
            out_ += '=';
            value(tree.item(at));
        }
        out_ += '}';
    }

    void tagged(const Tree& tree) {
        const auto& inner = tree.item(0);
        if (inner.is(Tree::Kind::record) && inner.text() == tree.text()) return record(inner);
        out_ += tree.text();
        out_ += '(';
        value(inner);
        out_ += ')';
    }

    std::string out_;
};

}  // namespace

std::string to_string(const Tree& tree) {
    Shower shower;
    shower.value(tree);
    return std::move(shower).take();
}

}  // namespace sm
