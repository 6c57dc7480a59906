#include <sm/report/timeline.hpp>

#include "report/page.hpp"
#include "report/pages.hpp"
#include "report/timeline_data.hpp"

namespace sm::report {

std::string timeline_html(std::span<const history::Operation> operations,
                          const TimelineOptions& options) {
    std::string script = "\"use strict\";\n(() => {\n";
    for (const std::string_view part :
         {embedded::history_js, embedded::view_js, embedded::paint_js, embedded::frame_js,
          embedded::details_js, embedded::overview_js, embedded::timeline_js}) {
        script += part;
    }
    script += "})();\n";
    const auto data = timeline_data(operations, options);
    const auto title = options.title + " – timeline";
    return html({.title = title,
                 .style = embedded::timeline_css,
                 .body = embedded::timeline_html,
                 .data = data,
                 .script = script});
}

}  // namespace sm::report
