#include <sm/cluster/ready.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <vector>

#include "cluster.hpp"

namespace rqlite {
namespace {

using namespace std::chrono_literals;

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
        changed_.wait_for(lock, 5s, [&] { return !waiting_.empty() || living_ < enough; });
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

bool renewed(Cluster& cluster) {
    try {
        return cluster.renew();
    } catch (const std::exception&) {
        return false;  // whatever is wrong with it, a new one is made
    }
}

std::unique_ptr<Loan> next_ready(const std::shared_ptr<Returned>& returned, Patience patience) {
    while (auto used = returned->take()) {
        if (renewed(*used)) return std::make_unique<Loan>(std::move(used), returned);
        used.reset();
        returned->gone();
    }
    try {
        auto fresh = std::make_unique<Cluster>(patience);
        fresh->boot();
        return std::make_unique<Loan>(std::move(fresh), returned);
    } catch (...) {
        returned->gone();
        throw;
    }
}

}  // namespace

namespace detail {

/// Ready clusters, made on two lines: to make or renew one is mostly to wait for elections.
class Stock {
 public:
    explicit Stock(Patience patience) {
        const auto make = [patience, returned = std::make_shared<Returned>()] {
            return next_ready(returned, patience);
        };
        for (auto& line : lines_) line = std::make_unique<sm::Ahead<Loan>>(make);
    }

    auto take() { return lines_[next_++ % lines_.size()]->take(); }

 private:
    std::array<std::unique_ptr<sm::Ahead<Loan>>, 2> lines_;
    std::atomic<std::size_t> next_ = 0;
};

}  // namespace detail

Clusters::Clusters(Patience patience)
    : stock_(std::make_shared<detail::Stock>(patience)), patience_(patience) {}

std::shared_ptr<Cluster> Clusters::empty() const { return std::make_shared<Cluster>(patience_); }

std::shared_ptr<Cluster> Clusters::ready() const {
    const std::shared_ptr<Loan> loan = stock_->take();
    return {loan, &**loan};  // the loan lasts as long as the cluster is used
}

}  // namespace rqlite
