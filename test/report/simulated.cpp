#include "report/simulated.hpp"

#include <sm/base/random.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <queue>
#include <stdexcept>

namespace simulated {
namespace {

using sm::Duration;
using sm::Ending;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

constexpr Duration time_limit = 1s;  ///< of a client

/// Something that happens to a client at a time.
struct Turn {
    Duration at;
    int client;

    bool operator>(const Turn& other) const {
        return at != other.at ? at > other.at : client > other.client;
    }
};

class Simulator {
 public:
    explicit Simulator(const Shape& shape)
        : shape_(shape), random_(shape.seed), process_(static_cast<std::size_t>(shape.clients)) {
        for (int client = 0; client < shape.clients; ++client) {
            process_[static_cast<std::size_t>(client)] = client;
            turns_.push({random_.below(5'000'000) * 1ns, client});
        }
    }

    Run run() && {
        while (operations_.size() < shape_.operations) step();
        partitions();
        timestamp();
        convict();
        return std::move(run_);
    }

 private:
    double even() { return static_cast<double>(random_.below(1U << 30U)) / (1U << 30U); }

    /// About a normal number: the sum of twelve even ones.
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += even();
        return sum;
    }
    Duration latency(double median_ms, double spread) {
        return Duration{std::llround(median_ms * 1e6 * std::exp(spread * normal()))};
    }
    bool is_cut(Duration at) const {
        return at % shape_.fault_every >= shape_.fault_every - shape_.fault_lasts;
    }

    void step() {
        const Turn turn = turns_.top();
        turns_.pop();
        auto& process = process_[static_cast<std::size_t>(turn.client)];
        Operation operation = chosen();
        operation.process = process;
        operation.began = turn.at;
        end(operation, turn.client);
        if (operation.indeterminate()) process += shape_.clients;
        const auto pause = Duration{
            static_cast<std::int64_t>(2 * even() * static_cast<double>(shape_.pause.count()))};
        turns_.push({operation.ended + pause + 10us, turn.client});
        operations_.push_back(std::move(operation));
    }

    Operation chosen() {
        Operation operation;
        if (shape_.keys > 1) {
            operation.key = Value::integer(
                static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(shape_.keys))));
        }
        const auto kind = random_.below(10);
        operation.function = kind < 5 ? "read" : kind < 8 ? "write" : "cas";
        if (kind >= 5 && kind < 8) operation.value = Value::integer(++written_);
        if (kind >= 8) {
            operation.value = Value::list({register_of(operation), Value::integer(++written_)});
        }
        return operation;
    }

    Value& register_of(const Operation& operation) { return registers_[operation.key]; }

    /// In a partition, clients of the minority hear nothing, and the others wait for a leader.
    void end(Operation& operation, int client) {
        const bool cut = is_cut(operation.began);
        const bool minority = client % 5 < 2;
        auto took = latency(cut ? 6 : 2.5, cut ? 0.9 : 0.5);
        if (cut && minority && random_.chance(7, 10)) {
            operation.ended = operation.began + time_limit + latency(0.4, 0.5);
            operation.ending = Ending::unknown;
            operation.error = Value::text("timed out after 1 s");
            return;
        }
        if (cut && random_.chance(1, 4)) {
            operation.ended = operation.began + latency(0.8, 0.4);
            operation.ending = Ending::refused;
            operation.error = Value::text("no leader");
            return;
        }
        if (is_cut(operation.began) != is_cut(operation.began + took)) took += latency(200, 0.4);
        operation.ended = operation.began + took;
        answer(operation);
    }

    void answer(Operation& operation) {
        operation.ending = Ending::answered;
        if (operation.function == "write") register_of(operation) = operation.value;
        if (operation.function == "read") operation.answer = register_of(operation);
        if (operation.function != "cas") return;
        if (random_.chance(1, 3)) {
            operation.ending = Ending::refused;
            operation.error = Value::name("did-not-match");
            return;
        }
        register_of(operation) = operation.value.items()[1];
    }

    /// As our own runs record them: one operation, which lasts as long as the fault.
    void partitions() {
        Duration end{};
        for (const Operation& operation : operations_) end = std::max(end, operation.ended);
        for (Duration at = shape_.fault_every - shape_.fault_lasts; at < end;
             at += shape_.fault_every) {
            Operation partition;
            partition.process = Operation::nemesis;
            partition.function = "partition";
            partition.value = Value::list(
                {Value::list({Value::name("n1"), Value::name("n2")}),
                 Value::list({Value::name("n3"), Value::name("n4"), Value::name("n5")})});
            partition.ending = Ending::answered;
            partition.began = at;
            partition.ended = std::min(at + shape_.fault_lasts, end);
            operations_.push_back(std::move(partition));
        }
    }

    /// The order of the events, by time.
    void timestamp() {
        std::stable_sort(operations_.begin(), operations_.end(),
                         [](const auto& a, const auto& b) { return a.began < b.began; });
        std::vector<std::pair<Duration, sm::Timestamp*>> events;
        for (Operation& operation : operations_) {
            events.emplace_back(operation.began, &operation.invoked);
            if (!operation.indeterminate())
                events.emplace_back(operation.ended, &operation.returned);
        }
        std::stable_sort(events.begin(), events.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        sm::Timestamp next = 0;
        for (auto& [at, timestamp] : events) *timestamp = next++;
        run_.operations = std::move(operations_);
    }

    std::size_t place_after(std::size_t from, std::string_view function, const Value& key) const {
        const auto& all = run_.operations;
        for (std::size_t i = from; i < all.size(); ++i) {
            if (all[i].function == function && all[i].answered() && all[i].key == key) return i;
        }
        throw std::logic_error("the run is too short to have a stale read");
    }

    /// A read that answers what a write long before another had written.
    void convict() {
        auto& all = run_.operations;
        const auto from = all.size() / 2;
        const auto old_write = place_after(from, "write", first_key(from));
        const auto& key = all[old_write].key;
        auto new_write = place_after(old_write + 1, "write", key);
        while (all[new_write].invoked < all[old_write].returned) {
            new_write = place_after(new_write + 1, "write", key);
        }
        auto stale = place_after(new_write + 1, "read", key);
        while (all[stale].invoked < all[new_write].returned) {
            stale = place_after(stale + 1, "read", key);
        }
        all[stale].answer = all[old_write].value;
        run_.stale = stale;
        run_.result = {
            .checker = "linearizable register",
            .algorithm = "zones, as all writes differ",
            .conclusion = {sm::Verdict::invalid, to_string(all[stale]) +
                                                     " is stale: " + to_string(all[new_write]) +
                                                     " had returned before it was invoked"},
            .violations = {old_write, new_write, stale}};
    }

    Value first_key(std::size_t from) const {
        const auto& all = run_.operations;
        const auto client = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(from), all.end(),
                                         [](const auto& o) { return !o.by_nemesis(); });
        return client->key;
    }

    Shape shape_;
    sm::Random random_;
    std::vector<std::int64_t> process_;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
    std::map<Value, Value> registers_;
    std::int64_t written_ = 0;
    Operations operations_;
    Run run_;
};

}  // namespace

Run run(const Shape& shape) { return Simulator(shape).run(); }
Run run() { return run(Shape{}); }

}  // namespace simulated
