#include <sm/value/difference.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace sm {

namespace {

using Kind = Tree::Kind;
using Changes = std::vector<std::string>;

std::string joined(const Changes& changes) {
    std::string text;
    for (const auto& change : changes) {
        if (!text.empty()) text += ", ";
        text += change;
    }
    return text;
}

std::string changed(const Tree& before, const Tree& after);

bool same_record(const Tree& before, const Tree& after) {
    if (!before.is(Kind::record) || !after.is(Kind::record)) return false;
    if (before.text() != after.text() || before.size() != after.size()) return false;
    for (std::size_t at = 0; at < before.size(); ++at) {
        if (before.name(at) != after.name(at)) return false;
    }
    return true;
}

Changes fields(const Tree& before, const Tree& after) {
    Changes changes;
    for (std::size_t at = 0; at < before.size(); ++at) {
        if (before.item(at) == after.item(at)) continue;
        changes.push_back(before.name(at) + ": " + changed(before.item(at), after.item(at)));
    }
    return changes;
}

Changes entries(const Tree& before, const Tree& after) {
    Changes changes;
    Changes removed;
    for (std::size_t at = 0; at < before.size(); ++at) {
        const auto& key = before.key(at);
        const auto* now = after.find(key);
        if (now == nullptr) {
            removed.push_back(to_string(key) + ": removed " + to_string(before.item(at)));
        } else if (*now != before.item(at)) {
            changes.push_back(to_string(key) + ": " + changed(before.item(at), *now));
        }
    }
    for (std::size_t at = 0; at < after.size(); ++at) {
        if (before.find(after.key(at)) == nullptr) {
            changes.push_back(to_string(after.key(at)) + ": added " + to_string(after.item(at)));
        }
    }
    changes.insert(changes.end(), removed.begin(), removed.end());
    return changes;
}

bool is_ascending(std::span<const Tree> items) {
    return std::adjacent_find(items.begin(), items.end(),
                              [](const Tree& a, const Tree& b) { return !(a < b); }) == items.end();
}

/// Both hold no item twice and are sorted: sets, or as good as such.
Changes members(std::span<const Tree> before, std::span<const Tree> after) {
    Changes changes;
    for (const auto& item : after) {
        if (!std::binary_search(before.begin(), before.end(), item)) {
            changes.push_back("added " + to_string(item));
        }
    }
    for (const auto& item : before) {
        if (!std::binary_search(after.begin(), after.end(), item)) {
            changes.push_back("removed " + to_string(item));
        }
    }
    return changes;
}

/// One run of items replaced by another: what is left without the common ends.
Changes items(std::span<const Tree> before, std::span<const Tree> after) {
    std::size_t first = 0;
    while (!before.empty() && !after.empty() && before.front() == after.front()) {
        before = before.subspan(1);
        after = after.subspan(1);
        ++first;
    }
    while (!before.empty() && !after.empty() && before.back() == after.back()) {
        before = before.first(before.size() - 1);
        after = after.first(after.size() - 1);
    }
    Changes changes;
    const auto common = std::min(before.size(), after.size());
    for (std::size_t at = 0; at < common; ++at) {
        if (before[at] == after[at]) continue;
        changes.push_back("[" + std::to_string(first + at) +
                          "]: " + changed(before[at], after[at]));
    }
    for (auto at = common; at < after.size(); ++at) {
        changes.push_back("[" + std::to_string(first + at) + "]: added " + to_string(after[at]));
    }
    for (auto at = common; at < before.size(); ++at) {
        changes.push_back("[" + std::to_string(first + at) + "]: removed " + to_string(before[at]));
    }
    return changes;
}

/// How many characters a text in UTF-8 has.
std::ptrdiff_t width(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

std::string both(const Tree& before, const Tree& after) {
    return to_string(before) + " → " + to_string(after);
}

/// Item by item, unless both lists are read sooner, as where the items changed places.
std::string list_changed(const Tree& before, const Tree& after) {
    const auto by_item = "[" + joined(items(before.items(), after.items())) + "]";
    const auto whole = both(before, after);
    return width(by_item) > width(whole) ? whole : by_item;
}

/// The change of a value that stands within another.
std::string changed(const Tree& before, const Tree& after) {
    if (before.kind() == after.kind()) {
        if (same_record(before, after)) return "{" + joined(fields(before, after)) + "}";
        if (before.is(Kind::map)) return "{" + joined(entries(before, after)) + "}";
        if (before.is(Kind::tagged) && before.text() == after.text()) {
            return changed(before.item(0), after.item(0));
        }
        if (before.is(Kind::list) && !before.empty() && !after.empty()) {
            const bool sets = before.size() != after.size() && is_ascending(before.items()) &&
                              is_ascending(after.items());
            if (!sets) return list_changed(before, after);
            return "[" + joined(members(before.items(), after.items())) + "]";
        }
    }
    return both(before, after);
}

}  // namespace

std::string difference(const Tree& before, const Tree& after) {
    if (before == after) return "no change";
    if (before.is(Kind::tagged) && after.is(Kind::tagged) && before.text() == after.text()) {
        return difference(before.item(0), after.item(0));
    }
    if (same_record(before, after)) return joined(fields(before, after));
    return changed(before, after);
}

}  // namespace sm
