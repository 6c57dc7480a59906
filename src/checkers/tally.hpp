#pragma once
/// What the checkers that count have in common: how they name, list and count what they found.

#include <sm/checkers/checker.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline checkers {

/// How many examples a result gives of each thing.
inline constexpr std::size_t kExamples = 16;

/// The place of an operation that is not there.
inline constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

/// Sums of 64-bit numbers, which they cannot overflow.
__extension__ typedef __int128 Sum;

/// "operation 4 (1 :add 2)": its place in the history, and what it was.
std::string named(std::span<const history::Operation> operations, std::size_t place);

/// The value, cut where it is long.
std::string brief(const history::Value& value);

/// "1 element", "2 elements".
std::string counted(std::size_t count, std::string_view noun);

/// "1 element is", "2 elements are".
std::string counted_are(std::size_t count, std::string_view noun);

/// A sum as a number where it is one of 64 bits, else as text.
Tree number(Sum sum);

/// What part it is, to four digits; none of nothing.
Tree fraction(std::size_t part, std::size_t of);

/// "#{0..55 57 :x}": the values in order, runs of integers as intervals, in at most kExamples
/// pieces; then how many elements are left out.
std::string interval_text(const std::vector<const history::Value*>& values);

/// The items first to last as they are there, at most kExamples.
Tree examples(std::vector<Tree> items);

/// {count, fraction}
Tree share(std::size_t count, std::size_t of);

/// {count, fraction, elements}: as interval_text.
Tree share(const std::vector<const history::Value*>& elements, std::size_t of);

/// The duration in the largest unit, up to milliseconds, that tells it to a hundredth.
Tree rounded(Duration duration);

/// A duration for each of the quantiles 0, 0.5, 0.95, 0.99 and 1, the nearest rank below; of
/// nothing, an empty record.
Tree quantiles(std::vector<Duration> durations);

/// Ordered, each once, the first kExamples; places that are kNowhere are left out.
std::vector<std::size_t> few(std::vector<std::size_t> places);

/// The worst of the complaints, one after the other as one sentence.
class Complaints {
 public:
    void add(Verdict verdict, std::string reason) { all_.push_back({verdict, std::move(reason)}); }
    Conclusion conclusion() const { return merge(all_); }

 private:
    std::vector<Conclusion> all_;
};

/// Throws Misuse: the operation's answer or value is not what the checker can work with.
[[noreturn]] void malformed(std::span<const history::Operation> operations, std::size_t place,
                            std::string_view checker, std::string_view wanted);

/// The elements of a list or set that the operation answered; anything else is malformed.
std::span<const history::Value> collection(std::span<const history::Operation> operations,
                                           std::size_t place, std::string_view checker);

}  // namespace sm::detail::inline checkers
