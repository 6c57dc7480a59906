#include <sm/base/misuse.hpp>
#include <sm/cluster/quorum.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>

namespace sm {

Quorum count_quorum(const std::vector<std::string>& nodes,
                    const std::function<bool(const std::string&)>& holds) {
    if (nodes.empty())
        throw Misuse("count_quorum: there are no nodes; give all that could hold it");
    Quorum quorum;
    for (const auto& node : nodes) try {
            if (holds(node))
                quorum.held.push_back(node);
            else
                quorum.missing[node] = "false";
        } catch (const std::exception& error) {
            quorum.missing[node] = error.what();
        }
    return quorum;
}

std::string to_string(const Quorum& quorum) {
    auto text =
        fmt::format("{} of {}: {}", quorum.held.size(), quorum.held.size() + quorum.missing.size(),
                    quorum.held.empty() ? "none" : fmt::format("{}", fmt::join(quorum.held, ", ")));
    for (const auto& [node, why] : quorum.missing) text += fmt::format("; not {}: {}", node, why);
    return text;
}

}  // namespace sm
