#include <sm/simulation/trace.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <utility>

namespace sm::simulation {
namespace {

constexpr int margin = 90;   // for the times
constexpr int column = 260;  // between two lines of life
constexpr int row = 18;
constexpr int head = 60;
constexpr std::size_t most_letters = 48;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else
            result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result;
}

/// Its beginning, cut between characters.
std::string shortened(const std::string& text) {
    if (text.size() <= most_letters) return text;
    auto end = most_letters;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

/// Draws entries one below the other; an arrow begins in the row where its message was sent.
class Diagram {
 public:
    Diagram(Trace::const_iterator begin, Trace::const_iterator end) : begin_(begin), end_(end) {
        for (auto at = begin; at != end; ++at) columns_[at->from] = columns_[at->to] = 0;
        int x = margin + column / 2;
        for (auto& [id, place] : columns_) place = std::exchange(x, x + column);
        width_ = x;
    }

    std::string draw(const std::string& title) {
        for (auto at = begin_; at != end_; ++at, y_ += row) add(*at);
        return fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
            "font-family=\"sans-serif\" font-size=\"11\">\n"
            "<defs><marker id=\"tip\" refX=\"7\" refY=\"3\" markerWidth=\"8\" markerHeight=\"6\" "
            "orient=\"auto\"><path d=\"M0,0 L8,3 L0,6 z\"/></marker></defs>\n"
            "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n"
            "<text x=\"8\" y=\"18\" font-size=\"14\">{2}</text>\n{3}{4}</svg>\n",
            width_, y_ + row, escaped(title), lines_of_life(), body_);
    }

 private:
    std::string lines_of_life() const {
        std::string text;
        for (const auto& [id, x] : columns_)
            text += fmt::format(
                "<text x=\"{0}\" y=\"40\" text-anchor=\"middle\" font-weight=\"bold\">{1}</text>"
                "<line x1=\"{0}\" y1=\"46\" x2=\"{0}\" y2=\"{2}\" stroke=\"#bbb\"/>\n",
                x,
                id >= first_client ? fmt::format("client {}", id - first_client + 1)
                                   : fmt::format("n{}", id),
                y_);
        return text;
    }

    void add(const TraceEntry& entry) {
        body_ += fmt::format("<text x=\"8\" y=\"{}\" fill=\"#777\">{:.3f} ms</text>\n", y_ + 4,
                             static_cast<double>(entry.time.count()) / 1e6);
        const auto key = std::tuple(entry.from, entry.to, entry.text);
        if (entry.what == EventKind::sent) {
            sent_[key].push_back(y_);
            return mark(columns_[entry.from], "#333", "");
        }
        if (entry.from == entry.to) return event(entry);
        arrow(entry, sent_at(key));
    }

    int sent_at(const std::tuple<NodeId, NodeId, std::string>& key) {
        auto& waiting = sent_[key];
        if (waiting.empty()) return y_;
        const int y = waiting.front();
        waiting.pop_front();
        return y;
    }

    void mark(int x, const char* colour, const std::string& text) {
        body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"2.5\" fill=\"{}\"/>", x, y_, colour);
        body_ += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"{}\">{}</text>\n", x + 7, y_ + 4,
                             colour, escaped(text));
    }

    void event(const TraceEntry& entry) {
        const bool grave = entry.what >= EventKind::started && entry.what <= EventKind::wiped;
        mark(columns_[entry.from], grave ? "#b00" : "#555",
             fmt::format("{} {}", to_string(entry.what), shortened(entry.text)));
    }

    void arrow(const TraceEntry& entry, int begin) {
        const bool arrived = entry.what == EventKind::arrived;
        const int from = columns_[entry.from];
        const int to = columns_[entry.to];
        const int tip = arrived ? to : (from + to) / 2;
        const char* const colour = arrived ? "#333" : "#b00";
        body_ += fmt::format(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\"{} "
            "marker-end=\"url(#tip)\"/>",
            from, begin, tip, y_, colour, arrived ? "" : " stroke-dasharray=\"4 3\"");
        body_ += fmt::format(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}{}</text>\n",
            (from + to) / 2, (begin + y_) / 2 - 3, colour, escaped(shortened(entry.text)),
            arrived ? "" : fmt::format(" ({})", to_string(entry.what)));
    }

    Trace::const_iterator begin_;
    Trace::const_iterator end_;
    std::map<NodeId, int> columns_;
    int width_ = 0;
    int y_ = head;
    std::map<std::tuple<NodeId, NodeId, std::string>, std::deque<int>> sent_;
    std::string body_;
};

}  // namespace

std::string sequence_diagram(const Trace& trace, const SequenceDiagramOptions& options) {
    const auto count = std::min(options.most, trace.size());
    const auto begin = trace.end() - static_cast<std::ptrdiff_t>(count);
    return Diagram(begin, trace.end()).draw(options.title);
}

}  // namespace sm::simulation
