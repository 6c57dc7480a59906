#pragma once
/// A stock of clusters made ahead: new ones where need be, used ones again where they recover.

#include <sm/cluster/prefetch.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace common {

struct StockOptions {
    std::size_t lines = 2;   // so many are made or renewed at a time, and kept ready
    std::size_t living = 4;  // so many there are in all, so that the machine is not full
};

/// Ready clusters, made on lines of their own: to make or renew one is mostly to wait.
///
///     Stock<Cluster> stock([] { return std::make_unique<Cluster>(); },
///                          [](Cluster& used) { return used.renew(); });
///     const std::shared_ptr<Cluster> cluster = stock.take();  // goes back with its last owner
///
/// A cluster that goes back is renewed in the background while others are used, and is replaced by
/// a new one if that fails or throws.
template <class Cluster>
class Stock {
 public:
    using Make = std::function<std::unique_ptr<Cluster>()>;
    using Renew = std::function<bool(Cluster&)>;

    Stock(Make make, Renew renew, StockOptions options = {}) {
        const auto next = [make = std::move(make), renew = std::move(renew),
                           returned = std::make_shared<Returned>(options.living)] {
            return next_ready(make, renew, returned);
        };
        for (std::size_t i = 0; i < options.lines; ++i)
            lines_.push_back(std::make_unique<sm::Prefetch<Loan>>(next));
    }

    /// The next one, waiting for it where it is not ready yet; throws what making it threw.
    std::shared_ptr<Cluster> take() {
        const std::shared_ptr<Loan> loan = lines_[next_++ % lines_.size()]->take();
        return {loan, &**loan};  // the loan lasts as long as the cluster is used
    }

 private:
    /// Clusters that programs are done with.
    class Returned {
     public:
        explicit Returned(std::size_t enough) : enough_(enough) {}

        void put(std::unique_ptr<Cluster> cluster) {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(cluster));
            changed_.notify_all();
        }

        /// One that was used; null if a new one is due: there are few, or none comes back.
        std::unique_ptr<Cluster> take() {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, std::chrono::seconds{5},
                              [&] { return !waiting_.empty() || living_ < enough_; });
            if (waiting_.empty()) {
                ++living_;
                return nullptr;
            }
            auto cluster = std::move(waiting_.back());
            waiting_.pop_back();
            return cluster;
        }

        void gone() {
            const std::lock_guard lock(mutex_);
            --living_;
        }

     private:
        const std::size_t enough_;
        std::mutex mutex_;
        std::condition_variable changed_;
        std::vector<std::unique_ptr<Cluster>> waiting_;
        std::size_t living_ = 0;
    };

    /// A ready cluster on loan; it goes back when this goes.
    class Loan {
     public:
        Loan(std::unique_ptr<Cluster> cluster, std::shared_ptr<Returned> back)
            : cluster_(std::move(cluster)), back_(std::move(back)) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { back_->put(std::move(cluster_)); }

        Cluster& operator*() const { return *cluster_; }

     private:
        std::unique_ptr<Cluster> cluster_;
        std::shared_ptr<Returned> back_;
    };

    static bool renewed(const Renew& renew, Cluster& cluster) {
        try {
            return renew(cluster);
        } catch (const std::exception&) {
            return false;  // whatever is wrong with it, a new one is made
        }
    }

    static std::unique_ptr<Loan> next_ready(const Make& make, const Renew& renew,
                                            const std::shared_ptr<Returned>& returned) {
        while (auto used = returned->take()) {
            if (renewed(renew, *used)) return std::make_unique<Loan>(std::move(used), returned);
            used.reset();
            returned->gone();
        }
        try {
            return std::make_unique<Loan>(make(), returned);
        } catch (...) {
            returned->gone();
            throw;
        }
    }

    std::vector<std::unique_ptr<sm::Prefetch<Loan>>> lines_;
    std::atomic<std::size_t> next_ = 0;
};

}  // namespace common
