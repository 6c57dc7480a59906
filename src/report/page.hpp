#pragma once
/// The frame that all our pages share: one file of HTML, with its style and script inside.

#include <string>
#include <string_view>

namespace sm::report {

struct Page {
    std::string_view title;
    std::string_view style{};   ///< beside that which all pages share
    std::string_view body{};    ///< HTML
    std::string_view data{};    ///< JSON that is safe inside a <script>; none if empty
    std::string_view script{};  ///< none if empty
};

std::string html(const Page& page);

}  // namespace sm::report
