#pragma once
/// Objects that take long to make and to tear down: prefetched, and torn down or renewed in the
/// background.

#include <sm/base/misuse.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

namespace sm {

struct PrefetchOptions {
    std::size_t ready = 1;     ///< how many are kept ready beside those in use
    std::size_t retiring = 2;  ///< how many may wait to be torn down before giving one back waits
    std::size_t makers = 1;    ///< how many are made at a time while somebody waits, and torn down
};

/// Makes the next T on a thread while one is in use, and tears old ones down on another.
///
/// With `renew`, an object that was given back is used again if `renew` returns true; if it returns
/// false or throws, the object is torn down. Then a new one is made only if fewer exist than one in
/// use and those that are kept ready, or if somebody waits and none is on its way back.
///
///     sm::Prefetch<sm::DockerCluster> clusters(
///         [] { return std::make_unique<sm::DockerCluster>(spec); });
///     auto cluster = clusters.take();  // given back when it goes out of scope
///
/// If making one throws, the `take` that would have returned it throws; the next one tries again.
/// The threads start at the first `take` and are joined, with nothing left, by the destructor.
/// In a forked child, where there are no such threads, all is done in place.
template <class T>
class Prefetch {
    struct State;

 public:
    using Make = std::function<std::unique_ptr<T>()>;
    using Renew = std::function<bool(T&)>;

    /// Hands an old T to the background.
    struct GiveBack {
        std::shared_ptr<State> state{};
        void operator()(T* old) const noexcept {
            if (state)
                state->retire(std::unique_ptr<T>(old));
            else
                delete old;
        }
    };
    using Taken = std::unique_ptr<T, GiveBack>;

    explicit Prefetch(Make make, PrefetchOptions options = {}, Renew renew = {})
        : state_(std::make_shared<State>(std::move(make), options, std::move(renew))) {
        if (options.ready == 0 || options.retiring == 0 || options.makers == 0)
            throw Misuse("PrefetchOptions: ready, retiring and makers must be at least 1");
    }
    Prefetch(const Prefetch&) = delete;
    Prefetch& operator=(const Prefetch&) = delete;
    ~Prefetch() {
        if (getpid() == state_->pid)
            state_->finish();
        else
            keep_for_ever(state_);
    }

    /// The next T, waiting for it where it is not ready yet; throws what making it threw.
    Taken take() { return Taken(state_->take().release(), GiveBack{state_}); }

 private:
    /// In a forked child the threads are gone, and what they waited on can never be destroyed.
    static void keep_for_ever(std::shared_ptr<State> state) {
        static auto* kept = new std::deque<std::shared_ptr<State>>;
        kept->push_back(std::move(state));
    }

    struct Made {
        std::unique_ptr<T> thing;
        std::exception_ptr error;
    };

    struct State {
        State(Make m, PrefetchOptions o, Renew r)
            : make(std::move(m)), renew(std::move(r)), options(o) {}

        std::unique_ptr<T> take() {
            if (getpid() != pid) return make();
            std::unique_lock lock(mutex);
            start_threads();
            ++takers;
            changed.notify_all();
            changed.wait(lock, [&] { return !ready.empty() || finished; });
            --takers;
            if (ready.empty()) throw Misuse("Prefetch: take() on one that is being destroyed");
            auto made = std::move(ready.front());
            ready.pop_front();
            changed.notify_all();
            if (made.error) std::rethrow_exception(made.error);
            return std::move(made.thing);
        }

        void start_threads() {
            if (!threads.empty() || finished) return;
            for (std::size_t i = 0; i < options.makers; ++i) {
                threads.emplace_back([this] { keep_making(); });
                threads.emplace_back([this] { keep_retiring(); });
            }
        }

        void retire(std::unique_ptr<T> thing) noexcept {
            if (getpid() != pid) return;
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return old.size() < options.retiring || finished; });
            if (finished) return;  // nobody is left to do it: it is torn down here, after the lock
            old.push_back(std::move(thing));
            changed.notify_all();
            thing.reset();
        }

        bool wants_another() const {
            const bool is_awaited = takers > ready.size();
            if (renew && living + making > options.ready)
                return is_awaited && making == 0 && old.empty() && retiring == 0;
            return is_awaited || ready.size() + making < options.ready;
        }

        void keep_making() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [&] { return finished || wants_another(); });
                if (finished) return;
                ++making;
                lock.unlock();
                Made made;
                try {
                    made.thing = make();
                } catch (...) {
                    made.error = std::current_exception();
                }
                lock.lock();
                --making;
                if (!made.error) ++living;
                ready.push_back(std::move(made));
                changed.notify_all();
            }
        }

        void keep_retiring() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [&] { return !old.empty() || finished; });
                if (old.empty()) return;
                auto thing = std::move(old.front());
                old.pop_front();
                ++retiring;
                const bool may_renew = renew && !finished;
                changed.notify_all();
                lock.unlock();
                const bool is_ready = may_renew && renewed(*thing);
                if (!is_ready) thing.reset();
                lock.lock();
                --retiring;
                if (is_ready) {
                    ready.push_back({std::move(thing), nullptr});
                } else {
                    --living;
                }
                changed.notify_all();
            }
        }

        bool renewed(T& thing) const noexcept {
            try {
                return renew(thing);
            } catch (...) {
                return false;  // whatever is wrong with it, another one is made
            }
        }

        void finish() {
            {
                const std::lock_guard lock(mutex);
                finished = true;
                changed.notify_all();
            }
            for (auto& thread : threads) thread.join();
            ready.clear();
        }

        Make make;
        Renew renew;
        PrefetchOptions options;
        const pid_t pid = getpid();
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Made> ready;
        std::deque<std::unique_ptr<T>> old;
        std::size_t making = 0;
        std::size_t living = 0;  // made, and not torn down
        std::size_t takers = 0;  // who wait
        std::size_t retiring = 0;
        bool finished = false;
        std::vector<std::thread> threads;
    };

    std::shared_ptr<State> state_;
};

}  // namespace sm
