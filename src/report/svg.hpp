#pragma once
/// An SVG file in the making: shapes with classes, and the one style that all our plots have.

#include <string>
#include <string_view>

namespace sm::report {

struct Box {
    double x = 0, y = 0, width = 0, height = 0;

    double right() const { return x + width; }
    double bottom() const { return y + height; }
};

/// A coordinate, to the tenth of a pixel.
std::string coordinate(double value);

class Svg {
 public:
    explicit Svg(double width) : width_(width) {}

    void line(double x0, double y0, double x1, double y1, std::string_view classes);
    void box(const Box& box, std::string_view classes, std::string_view tooltip = {});
    /// Classes `end` and `middle` set the anchor.
    void text(double x, double y, std::string_view classes, std::string_view text);
    void path(std::string_view commands, std::string_view classes);
    /// A rectangle filled with the hatch of that number.
    void hatched(const Box& box, std::size_t number, std::string_view tooltip = {});

    double width() const { return width_; }

    /// The file; `title` is for readers that do not see.
    std::string file(double height, std::string_view title) const;

 private:
    double width_;
    std::string shapes_;
};

/// About how wide a text is in the plots' font.
double width_of(std::string_view text);

}  // namespace sm::report
