#pragma once
/// The best failing program so far, and the one way to better it: offer a candidate.

#include <sm/shrink/programs.hpp>

#include <set>

namespace sm::detail::inline shrink {

/// What an offered candidate came to.
enum class Offer { adopted, passed, known, out_of_budget };

class ShrinkSearch {
 public:
    ShrinkSearch(Subject& subject, Outline start, const Shrinking& options);

    const Outline& best() const { return best_; }
    Subject& subject() { return subject_; }
    bool exhausted() const;
    /// Where other seeds of a program may fail, many more of them are tried from here on, also of
    /// those that were given up. Whether that is so.
    bool look_longer();

    /// Repairs the candidate on the model and, unless an equal one is known to pass, runs it;
    /// adopts it if it fails. One that is not smaller than the best is never run.
    Offer offer_smaller(Outline candidate);

    /// Likewise for one of the same size that is simpler by its arguments or its shape.
    Offer offer_simpler(Outline candidate);

    /// Runs a candidate of the same size, and adopts it only if it fails sooner: the rest falls
    /// away. One that loses steps to repair is not run.
    Offer offer_sooner(Outline candidate);

    Shrunk result() const;

 private:
    Offer offer(Outline candidate, std::size_t at_most);
    int passes_wanted(const Outline& candidate) const;
    bool fails_often_enough(const Outline& candidate, FailureRate& seen);
    void note(const FailureRate& seen);
    Attempt execute(const Outline& candidate);
    void adopt(Attempt attempt);
    void note_prefixes(const Outline& failing);

    Subject& subject_;
    Outline best_;
    const Shrinking& options_;
    Clock& clock_;
    Duration began_;
    std::uint64_t executions_ = 0;
    std::uint64_t since_progress_ = 0;
    Duration running_{};  // spent in executions
    FailureRate rate_;
    double highest_rate_;
    std::set<Outline> passing_;  // renumbered
    int patience_ = 1;           // how many times as many runs a candidate gets
};

}  // namespace sm::detail::inline shrink
