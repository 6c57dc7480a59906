#pragma once
/// A stock of clusters made ahead: new ones where need be, used ones again where they recover.

#include <sm/cluster/ready.hpp>

#include <array>
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

/// Ready clusters, made on two lines: to make or renew one is mostly to wait for elections.
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

    Stock(Make make, Renew renew) {
        const auto next = [make = std::move(make), renew = std::move(renew),
                           returned = std::make_shared<Returned>()] {
            return next_ready(make, renew, returned);
        };
        for (auto& line : lines_) line = std::make_unique<sm::Ahead<Loan>>(next);
    }

    /// The next one, waiting for it where it is not ready yet; throws what making it threw.
    std::shared_ptr<Cluster> take() {
        const std::shared_ptr<Loan> loan = lines_[next_++ % lines_.size()]->take();
        return {loan, &**loan};  // the loan lasts as long as the cluster is used
    }

 private:
    /// Clusters that programs are done with. There are few in all, so that the machine is not full.
    class Returned {
     public:
        void put(std::unique_ptr<Cluster> cluster) {
            const std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(cluster));
            changed_.notify_all();
        }

        /// One that was used; null if a new one is due.
        std::unique_ptr<Cluster> take() {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, std::chrono::seconds{5},
                              [&] { return !waiting_.empty() || living_ < enough; });
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
        static constexpr int enough = 4;  // one is used, one is ready, and two are renewed

        std::mutex mutex_;
        std::condition_variable changed_;
        std::vector<std::unique_ptr<Cluster>> waiting_;
        int living_ = 0;
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

    std::array<std::unique_ptr<sm::Ahead<Loan>>, 2> lines_;
    std::atomic<std::size_t> next_ = 0;
};

}  // namespace common
