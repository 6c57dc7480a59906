#include "report/page.hpp"

#include <fmt/format.h>

#include "report/pages.hpp"
#include "report/text.hpp"

namespace sm::report {

std::string html(const Page& page) {
    // The policy keeps the promise that the page asks nobody for anything.
    std::string text = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' file: data:\">\n"
        // Else a browser asks the server for an icon.
        "<link rel=\"icon\" "
        "href=\"data:,\">\n<title>{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n{}",
        escaped(page.title), embedded::common_css, page.style, page.body);
    if (!page.data.empty()) {
        text +=
            fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n", page.data);
    }
    if (!page.script.empty()) text += fmt::format("<script>\n{}</script>\n", page.script);
    return text + "</body>\n</html>\n";
}

}  // namespace sm::report
