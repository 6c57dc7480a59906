#pragma once
/// Which nodes do not reach which: as groups or by sender, as cuts and as text.

#include <sm/cluster/cut.hpp>
#include <sm/fault/detail/namespace.hpp>
#include <sm/value/tree.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sm::fault {

/// Names of nodes, or of node selectors such as `all` and `primaries`, evaluated when a fault is
/// injected.
using Nodes = std::vector<std::string>;

/// The nodes that a name means: itself, or those that a node selector returns.
using Resolve = std::function<Nodes(const std::string& name)>;

/// Directions between nodes, in one of two forms.
///
/// Groups, `[[n1, n2], [n3]]`: between nodes of different groups, both ways. Nodes that are in none
/// make up one more group. By sender, `{n1: [n2, n3]}`: from n1 to n2 and n3, and not back.
class Links {
 public:
    using Groups = std::vector<Nodes>;
    using BySender = std::map<std::string, Nodes>;

    /// Those between all nodes.
    Links() : Links(BySender{{"all", {"all"}}}) {}
    Links(Groups groups) : form_(std::move(groups)) {}
    Links(BySender by_sender) : form_(std::move(by_sender)) {}

    const Groups* groups() const { return std::get_if<Groups>(&form_); }
    const BySender* by_sender() const { return std::get_if<BySender>(&form_); }

    Tree tree() const;
    /// Reads either form, of map or record; throws BadValue.
    static Links of_tree(const Tree& tree);

    friend bool operator==(const Links&, const Links&) = default;

 private:
    std::variant<Groups, BySender> form_;
};

/// The nodes that names mean, each once, in that order.
Nodes resolved(const Nodes& names, const Resolve& resolve);

/// The cuts of these links, each once, in the order of `nodes`. Throws Misuse for a node that is in
/// two groups.
std::vector<Cut> cuts_of(const Links& links, const Nodes& nodes, const Resolve& resolve);

/// As text for a person: `{n1 n2 | n3 n4 n5}` for groups, `n1 ⇸ n2` for what n1 sends, `n1 ⇹ n2`
/// for both ways. Nodes that reach all, and all reach, may be left out.
std::string partition_text(const std::vector<Cut>& cuts, const Nodes& nodes);

}  // namespace sm::fault

namespace sm::detail {

template <>
struct Adapter<sm::fault::Links> {
    static Tree write(const sm::fault::Links& links) { return links.tree(); }
    static sm::fault::Links read(const Tree& tree, const Path& path) {
        try {
            return sm::fault::Links::of_tree(tree);
        } catch (const BadValue& bad) {
            bad_value(path, bad.what());
        }
    }
};

}  // namespace sm::detail
