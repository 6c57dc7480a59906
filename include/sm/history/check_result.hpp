#pragma once
/// The result of a checker of operations.

#include <sm/base/verdict.hpp>
#include <sm/history/detail/namespace.hpp>
#include <sm/value/tree.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace sm::history {

/// The result of a checker.
struct CheckResult {
    std::string checker{};    ///< its name: "linearizable queue", "set-full"
    std::string algorithm{};  ///< what ran and why: "zones, as all writes differ"
    Conclusion conclusion{};
    /// The operations that show the violation, by their place in the history: few, for a person to
    /// read.
    std::vector<std::size_t> violations{};
    /// Counts, fractions and examples, as a record; for people and for JSON.
    Tree details = Tree::record("");
    std::vector<CheckResult> parts{};  ///< of a composed checker, or of each key that is not valid

    Verdict verdict() const { return conclusion.verdict; }
};

/// A few lines for a terminal: verdict, what ran, reason, details, then the parts.
std::string to_string(const CheckResult& result);

}  // namespace sm::history

namespace sm::detail::inline value {

/// Verdict and reason are fields beside the others; empty fields are left out.
template <>
struct Adapter<CheckResult> {
    static Tree write(const CheckResult& result);
    static CheckResult read(const Tree& tree, const Path& path);
    static Schema describe();
};

}  // namespace sm::detail::inline value
