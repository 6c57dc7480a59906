#include "report/svg.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/pages.hpp"
#include "report/text.hpp"

namespace sm::report {
namespace {

std::string element(std::string_view tag, std::string_view attributes, std::string_view tooltip) {
    if (tooltip.empty()) return fmt::format("<{} {}/>\n", tag, attributes);
    return fmt::format("<{} {}><title>{}</title></{}>\n", tag, attributes, escaped(tooltip), tag);
}

std::string attributes_of(const Box& box) {
    return fmt::format(R"(x="{}" y="{}" width="{}" height="{}")", coordinate(box.x),
                       coordinate(box.y), coordinate(box.width), coordinate(box.height));
}

/// Lines at the angle of each fault: told apart without a colour.
constexpr std::string_view patterns = R"svg(<defs>
<pattern id="h0" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path class="hatch" d="M0 0V7"/></pattern>
<pattern id="h1" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
<path class="hatch" d="M0 0V7"/></pattern>
<pattern id="h2" width="5" height="5" patternUnits="userSpaceOnUse">
<path class="hatch" d="M0 2.5H5"/></pattern>
<pattern id="h3" width="5" height="5" patternUnits="userSpaceOnUse">
<path class="hatch" d="M2.5 0V5"/></pattern>
</defs>
)svg";

}  // namespace

std::string coordinate(double value) {
    const auto tenths = std::llround(value * 10);
    if (tenths % 10 == 0) return std::to_string(tenths / 10);
    return fmt::format("{:.1f}", static_cast<double>(tenths) / 10);
}

void Svg::line(double x0, double y0, double x1, double y1, std::string_view classes) {
    shapes_ += fmt::format("<path class=\"{}\" d=\"M{} {}L{} {}\"/>\n", classes, coordinate(x0),
                           coordinate(y0), coordinate(x1), coordinate(y1));
}

void Svg::box(const Box& box, std::string_view classes, std::string_view tooltip) {
    shapes_ +=
        element("rect", fmt::format(R"(class="{}" {})", classes, attributes_of(box)), tooltip);
}

void Svg::hatched(const Box& box, std::size_t number, std::string_view tooltip) {
    shapes_ += element(
        "rect",
        fmt::format(R"svg(class="window" fill="url(#h{})" {})svg", number % 4, attributes_of(box)),
        tooltip);
}

void Svg::text(double x, double y, std::string_view classes, std::string_view text) {
    shapes_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", classes,
                           coordinate(x), coordinate(y), escaped(text));
}

void Svg::path(std::string_view commands, std::string_view classes) {
    if (commands.empty()) return;
    shapes_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", classes, commands);
}

std::string Svg::file(double height, std::string_view title) const {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" role=\"img\">\n<title>{2}</title>\n<style>\n{3}</style>\n{4}"
        "<rect class=\"page\" x=\"0\" y=\"0\" width=\"{0}\" height=\"{1}\"/>\n{5}</svg>\n",
        coordinate(width_), coordinate(height), escaped(title), embedded::plot_css, patterns,
        shapes_);
}

double width_of(std::string_view text) {
    double characters = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++characters;
    }
    return characters * 6.2;
}

}  // namespace sm::report
