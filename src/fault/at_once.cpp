#include "fault/at_once.hpp"

#include <sm/history/outcome.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>
#include <future>
#include <stdexcept>
#include <vector>

namespace sm::detail::inline fault {

sm::fault::Nodes at_once(Cluster& cluster, const sm::fault::Nodes& nodes,
                         const std::function<void(const std::string&)>& task) {
    const auto how = cluster.is_of_one_thread() ? std::launch::deferred : std::launch::async;
    std::vector<std::future<void>> all;
    for (const auto& node : nodes) all.push_back(std::async(how, [&] { task(node); }));
    sm::fault::Nodes refused;
    std::vector<std::string> texts;
    std::exception_ptr first;
    for (std::size_t i = 0; i < all.size(); ++i) try {
            all[i].get();
        } catch (const Refused&) {
            refused.push_back(nodes[i]);
        } catch (const std::exception& error) {
            if (!first) first = std::current_exception();
            texts.emplace_back(error.what());
        }
    if (texts.size() == 1) std::rethrow_exception(first);
    if (!texts.empty()) throw std::runtime_error(fmt::format("{}", fmt::join(texts, "; ")));
    return refused;
}

}  // namespace sm::detail::inline fault
