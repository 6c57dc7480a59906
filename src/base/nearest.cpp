#include <sm/base/nearest.hpp>

#include <algorithm>
#include <vector>

namespace sm {
namespace {

/// Letters added, left out or changed (Wagner and Fischer 1974).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view written, std::span<const std::string_view> names) {
    return nearest(written, names, std::max<std::size_t>(2, written.size() / 3));
}

std::string_view nearest(std::string_view written, std::span<const std::string_view> names,
                         std::size_t most_wrong) {
    std::string_view best;
    std::size_t least = most_wrong + 1;
    for (const std::string_view name : names) {
        const std::size_t distance = edit_distance(written, name);
        if (distance < least && distance < name.size()) {
            best = name;
            least = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view written, std::span<const std::string_view> names) {
    const auto name = nearest(written, names);
    return name.empty() ? "" : "; did you mean " + std::string(name) + "?";
}

}  // namespace sm
