#pragma once
/// Things that take long to make and to tear down, made ready ahead and torn down in the
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

#include <unistd.h>

namespace sm {

struct PrefetchOptions {
    std::size_t ready = 1;     // how many are kept ready beside those in use
    std::size_t retiring = 2;  // how many may wait to be torn down before giving one back waits
};

/// Makes the next T on a thread while one is in use, and tears old ones down on another.
///
///     sm::Prefetch<sm::DockerCluster> clusters([] { return
///     std::make_unique<sm::DockerCluster>(spec);
///     }); auto cluster = clusters.take();   // given back when it goes out of scope
///
/// What making throws is thrown by the `take` that would have got that T; the next one tries again.
/// The threads start at the first `take` and are joined, with nothing left, by the destructor.
/// In a forked child, where there are no such threads, all is done in place.
template <class T>
class Prefetch {
    struct State;

 public:
    using Make = std::function<std::unique_ptr<T>()>;

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

    explicit Prefetch(Make make, PrefetchOptions options = {})
        : state_(std::make_shared<State>(std::move(make), options)) {
        if (options.ready == 0 || options.retiring == 0)
            throw Misuse("PrefetchOptions: ready and retiring must be at least 1");
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
        State(Make m, PrefetchOptions o) : make(std::move(m)), options(o) {}

        std::unique_ptr<T> take() {
            if (getpid() != pid) return make();
            std::unique_lock lock(mutex);
            if (!maker.joinable() && !finished) {
                maker = std::thread([this] { keep_making(); });
                remover = std::thread([this] { keep_removing(); });
            }
            changed.wait(lock, [&] { return !ready.empty() || finished; });
            if (ready.empty()) throw Misuse("Prefetch: take() on one that is being destroyed");
            auto made = std::move(ready.front());
            ready.pop_front();
            changed.notify_all();
            if (made.error) std::rethrow_exception(made.error);
            return std::move(made.thing);
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

        void keep_making() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [&] { return ready.size() < options.ready || finished; });
                if (finished) return;
                lock.unlock();
                Made made;
                try {
                    made.thing = make();
                } catch (...) {
                    made.error = std::current_exception();
                }
                lock.lock();
                ready.push_back(std::move(made));
                changed.notify_all();
            }
        }

        void keep_removing() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [&] { return !old.empty() || finished; });
                if (old.empty()) return;
                auto thing = std::move(old.front());
                old.pop_front();
                changed.notify_all();
                lock.unlock();
                thing.reset();
                lock.lock();
            }
        }

        void finish() {
            {
                const std::lock_guard lock(mutex);
                finished = true;
                changed.notify_all();
            }
            if (maker.joinable()) maker.join();
            if (remover.joinable()) remover.join();
            ready.clear();
        }

        Make make;
        PrefetchOptions options;
        const pid_t pid = getpid();
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<Made> ready;
        std::deque<std::unique_ptr<T>> old;
        bool finished = false;
        std::thread maker;
        std::thread remover;
    };

    std::shared_ptr<State> state_;
};

}  // namespace sm
