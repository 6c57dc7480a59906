#pragma once
/// Small histories, each with one fault of a system planted by hand, and what is said of them. The
/// documentation shows them as a table.

#include <sm/checkers/catalogue.hpp>

#include <string>
#include <vector>

#include "checkers/operations.hpp"

namespace planted {

struct Fault {
    std::string name;
    std::string model;  ///< in the catalogue
    operations::Script history;
    std::string says;  ///< verdict, reason, and what was counted
    sm::checkers::ModelOptions options{};
};

/// The operations in the order in which they began, `‖` before one that overlaps the one before.
inline std::string text_of(const sm::history::Operations& history) {
    std::string text;
    for (std::size_t i = 0; i < history.size(); ++i) {
        const bool first = i == 0;
        const bool overlaps = !first && !(history[i - 1].returned < history[i].invoked);
        text += (first ? "" : overlaps ? " ‖ " : "; ") + to_string(history[i]);
    }
    return text;
}

/// How many elements there are of each sort, without the sorts of which there is none.
inline std::string counts(const sm::history::CheckResult& result) {
    std::string text;
    for (std::size_t i = 0; i < result.details.size(); ++i) {
        const std::string name(result.details.name(i));
        const auto count = operations::count(result, name);
        if (count != "-" && count != "0") text += (text.empty() ? "" : ", ") + name + " " + count;
    }
    return text;
}

inline std::string said(const sm::history::CheckResult& result) {
    std::string text(to_string(result.verdict()));
    if (!result.conclusion.reason.empty()) text += ": " + result.conclusion.reason;
    const auto counted = counts(result);
    return counted.empty() ? text : text + " [" + counted + "]";
}

inline std::string said_of(const Fault& fault) {
    return said(sm::checkers::known_model(fault.model).checker(fault.options)(fault.history));
}

std::vector<Fault> faults();

}  // namespace planted
