#include <sm/workload/keys.hpp>

#include "workload/soonest.hpp"

namespace sm::detail::inline workload {
namespace {

/// How many keys in a row may have nothing to be done.
constexpr int most_empty = 1000;

/// The keys that nobody had yet, and the work on them.
class Supply {
 public:
    Supply(std::string_view name, WorkOnKey work, Keys keys)
        : name_(name),
          work_(std::make_shared<const WorkOnKey>(std::move(work))),
          next_(keys.first),
          left_(keys.count) {}

    /// What comes next of the part, or of the first key with something to be done.
    Given ask_from(const Pointer& part, const Context& context) {
        Given given = ask(part, context);
        for (int empty = 0; given.next.is_over() && left_ > 0; ++empty) {
            if (empty == most_empty) all_empty();
            given = ask(take(), context);
        }
        return given;
    }
    bool is_empty() const { return left_ == 0; }
    std::string_view name() const { return name_; }

    friend bool operator==(const Supply& a, const Supply& b) { return a.next_ == b.next_; }

 private:
    Pointer take() {
        if (left_ != Keys::endless) --left_;
        return (*work_)(next_++).node();
    }
    [[noreturn]] void all_empty() const {
        throw Misuse(std::string(name_) + ": there was nothing to be done for " +
                     std::to_string(most_empty) + " keys in a row, up to key " +
                     std::to_string(next_ - 1) + ". Give each key a generator that has acts.");
    }

    std::string_view name_;
    std::shared_ptr<const WorkOnKey> work_;
    std::int64_t next_;
    std::int64_t left_;
};

class SequentialKeys final : public GeneratorNode {
 public:
    SequentialKeys(Supply supply, Pointer part)
        : supply_(std::move(supply)), part_(std::move(part)) {}

    std::string_view name() const override { return supply_.name(); }
    Given next(const Context& context, const Pointer& self) const override {
        Supply supply = supply_;
        Given given = supply.ask_from(part_, context);
        given.then = given.next.is_over() ? nullptr : with(supply, std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        return with(supply_, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(const Supply& supply, Pointer part, const Pointer& self) const {
        if (part == nullptr && supply.is_empty()) return nullptr;
        if (part == part_ && supply == supply_) return self;
        return make<SequentialKeys>(supply, std::move(part));
    }

    Supply supply_;
    Pointer part_;
};

using Groups = std::shared_ptr<const std::vector<WorkerSet>>;

class ConcurrentKeys final : public GeneratorNode {
 public:
    ConcurrentKeys(Groups groups, Supply supply, std::vector<Pointer> all)
        : groups_(std::move(groups)), supply_(std::move(supply)), all_(std::move(all)) {}

    std::string_view name() const override { return supply_.name(); }
    Given next(const Context& context, const Pointer& self) const override {
        Parts parts(all_);
        Supply supply = supply_;
        std::vector<Candidate> candidates;
        candidates.reserve(all_.size());
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (all_[i] == nullptr && supply.is_empty()) continue;
            if (!((*groups_)[i] & context.free).empty()) candidates.push_back({i, 1});
        }
        Given given = soonest(parts, std::move(candidates), context, [&](std::size_t i) {
            return supply.ask_from(parts[i], context.among((*groups_)[i]));
        });
        if (given.next.is_over() && !supply.is_empty()) given = pending(nullptr);
        given.then = with(parts, supply, self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        Parts parts(all_);
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const WorkerSet& group = (*groups_)[i];
            if (!group.contains(event.worker)) continue;
            parts.set(i, tell(all_[i], context.among(group), event));
        }
        return with(parts, supply_, self);
    }
    std::string waits(const Context& context) const override {
        std::vector<Context> contexts;
        for (const WorkerSet& group : *groups_) contexts.push_back(context.among(group));
        return waits_of_all(name(), all_, contexts);
    }

 private:
    Pointer with(Parts& parts, const Supply& supply, const Pointer& self) const {
        if (parts.all_over() && supply.is_empty()) return nullptr;
        if (!parts.changed() && supply == supply_) return self;
        return make<ConcurrentKeys>(groups_, supply, parts.take());
    }

    Groups groups_;
    Supply supply_;
    std::vector<Pointer> all_;
};

/// Who there is, is known when it is asked first.
class KeysOfGroups final : public GeneratorNode {
 public:
    KeysOfGroups(int per_key, Supply supply) : per_key_(per_key), supply_(std::move(supply)) {}

    std::string_view name() const override { return supply_.name(); }
    Given next(const Context& context, const Pointer&) const override {
        const auto clients = context.all - WorkerSet::nemesis();
        const auto size = static_cast<std::size_t>(per_key_);
        if (clients.empty() || clients.size() % size != 0) cannot_divide(clients.size());
        auto groups = std::make_shared<std::vector<WorkerSet>>();
        std::size_t place = 0;
        for (const Worker worker : clients) {
            if (place++ % size == 0) groups->emplace_back();
            groups->back().insert(worker);
        }
        const auto n = groups->size();
        const auto divided =
            make<ConcurrentKeys>(std::move(groups), supply_, std::vector<Pointer>(n));
        return divided->next(context, divided);
    }

 private:
    [[noreturn]] void cannot_divide(std::size_t clients) const {
        const auto size = static_cast<std::size_t>(per_key_);
        const auto fewer = clients / size * size;
        std::string right = std::to_string(fewer + size);
        if (fewer > 0) right = std::to_string(fewer) + " or " + right;
        throw Misuse("concurrent_keys: " + std::to_string(clients) +
                     " clients cannot work in "
                     "groups of " +
                     std::to_string(size) + ". Run it with " + right +
                     " clients, or with another number of workers per key.");
    }

    int per_key_;
    Supply supply_;
};

void expect_keys(std::string_view name, const WorkOnKey& work, const Keys& keys) {
    if (!work) throw Misuse(std::string(name) + ": it needs a function from key to generator");
    expect_some(name, "the number of keys", keys.count);
}

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator sequential_keys(WorkOnKey work, Keys keys) {
    detail::expect_keys("sequential_keys", work, keys);
    return detail::generator_of<detail::SequentialKeys>(
        detail::Supply("sequential_keys", std::move(work), keys), nullptr);
}

Generator concurrent_keys(int workers_per_key, WorkOnKey work, Keys keys) {
    detail::expect_some("concurrent_keys", "the number of workers per key", workers_per_key);
    detail::expect_keys("concurrent_keys", work, keys);
    return detail::generator_of<detail::KeysOfGroups>(
        workers_per_key, detail::Supply("concurrent_keys", std::move(work), keys));
}

}  // namespace sm::gen
