#pragma once
/// The fenced blocks of a document.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace docs {

/// A document under the root of the project, as one text.
inline std::string text_of(const std::string& path) {
    std::ifstream file(SM_ROOT "/" + path);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

/// What stands in the blocks of one language, in their order.
inline std::vector<std::string> blocks(const std::string& document, const std::string& language) {
    const std::string text = text_of(document);
    const std::string fence = "\n```" + language + "\n";
    std::vector<std::string> all;
    for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
        at += fence.size();
        all.push_back(text.substr(at, text.find("```\n", at) - at));
    }
    return all;
}

}  // namespace docs
