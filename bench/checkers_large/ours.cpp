// Large histories, judged; one case a run.
//
//   ours CASE [crashes] [fault]
//
//   crashes    one operation in a hundred is of unknown outcome
//   fault      a deep one is planted in the middle: of stack, priority-queue and cas-register
//
// prints `seconds S`, `megabytes M` (the peak of the process, history included),
// `history_megabytes H` and `verdict V`

#include <sm/base/random.hpp>
#include <sm/checkers/linearizable_object.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checkers/deep_faults.hpp"

#include <sys/resource.h>

namespace {

using sm::history::Operation;
using sm::history::Value;

/// A client's call that is under way: it takes effect at some time before it returns.
struct Client {
    std::int64_t process = 0;
    std::size_t operation = 0;
    bool busy = false;
    bool done = false;
};

/// What an object does: draws a call, and lets one take effect.
struct Object {
    virtual ~Object() = default;
    virtual void draw(Operation& call, sm::Random& random) = 0;
    virtual void take_effect(Operation& call) = 0;
};

Value next_value(std::int64_t& last) { return Value::integer(++last); }

class Register final : public Object {
 public:
    void draw(Operation& call, sm::Random& random) override {
        const bool write = random.below(2) == 0;
        call.function = write ? "write" : "read";
        if (write) call.value = next_value(last_);
    }
    void take_effect(Operation& call) override {
        if (call.function == "write") value_ = call.value;
        call.answer = value_;
    }

 private:
    std::int64_t last_ = 0;
    Value value_;
};

class CasRegister final : public Object {
 public:
    void draw(Operation& call, sm::Random& random) override {
        constexpr const char* functions[] = {"read", "write", "cas"};
        call.function = functions[random.below(3)];
        const auto value = [&] { return Value::integer(static_cast<int>(random.below(5))); };
        if (call.function == "write") call.value = value();
        if (call.function == "cas") {
            const Value old = value();
            call.value = Value::list({old, value()});
        }
    }
    void take_effect(Operation& call) override {
        call.answer = value_;
        if (call.function == "write") value_ = call.value;
        if (call.function != "cas") return;
        const bool same = value_ == call.value.items()[0];
        if (same) value_ = call.value.items()[1];
        call.answer = Value::boolean(same);
    }

 private:
    Value value_;
};

class Set final : public Object {
 public:
    void draw(Operation& call, sm::Random& random) override {
        constexpr const char* functions[] = {"add", "remove", "contains"};
        call.function = functions[random.below(3)];
        call.value =
            call.function == "add" || last_ == 0
                ? next_value(last_)
                : Value::integer(random.between(std::max<std::int64_t>(1, last_ - 99), last_));
        if (call.value == Value::integer(last_)) call.function = "add";
    }
    void take_effect(Operation& call) override {
        const auto value = call.value.integer();
        if (call.function == "add") {
            call.answer = Value::boolean(items_.insert(value).second);
        } else if (call.function == "remove") {
            call.answer = Value::boolean(items_.erase(value) > 0);
        } else {
            call.answer = Value::boolean(items_.contains(value));
        }
    }

 private:
    std::int64_t last_ = 0;
    std::set<std::int64_t> items_;
};

/// A queue, stack or priority queue: `take` says which of the items comes out.
class Collection final : public Object {
 public:
    using Items = std::deque<std::int64_t>;
    Collection(const char* put, const char* take, Items::iterator (*which)(Items&))
        : put_(put), take_(take), which_(which) {}

    void draw(Operation& call, sm::Random& random) override {
        const bool put = random.below(2) == 0;
        call.function = put ? put_ : take_;
        if (!put) return;
        // Each once, and in no order.
        call.value = Value::integer(static_cast<std::int64_t>(random.next() >> 24U) * 2'097'152 +
                                    ++last_ % 2'097'152);
    }
    void take_effect(Operation& call) override {
        if (call.function == put_) {
            items_.push_back(call.value.integer());
        } else if (!items_.empty()) {
            const auto at = which_(items_);
            call.answer = Value::integer(*at);
            items_.erase(at);
        }
    }

 private:
    const char* put_;
    const char* take_;
    Items::iterator (*which_)(Items&);
    std::int64_t last_ = 0;
    Items items_;
};

using Items = Collection::Items;

struct Case {
    sm::checkers::Object object;
    std::size_t operations;
    std::size_t clients;
    std::unique_ptr<Object> does;
    sm::history::Operations (*fault)() = nullptr;  // null: there is none to plant
    bool crashes = false;
};

std::unique_ptr<Object> collection(const char* put, const char* take,
                                   Items::iterator (*which)(Items&)) {
    return std::make_unique<Collection>(put, take, which);
}

std::map<std::string, Case> cases() {
    std::map<std::string, Case> all;
    const auto first = [](Items& items) { return items.begin(); };
    const auto last = [](Items& items) { return std::prev(items.end()); };
    const auto greatest = [](Items& items) { return std::max_element(items.begin(), items.end()); };
    all["register"] = {sm::checkers::Object::plain_register, 1'000'000, 50,
                       std::make_unique<Register>()};
    all["set"] = {sm::checkers::Object::set, 1'000'000, 50, std::make_unique<Set>()};
    all["queue"] = {sm::checkers::Object::queue, 1'000'000, 50,
                    collection("enqueue", "dequeue", first)};
    all["stack"] = {sm::checkers::Object::stack, 100'000, 50, collection("push", "pop", last),
                    deep::covered_by_turns};
    all["priority-queue"] = {sm::checkers::Object::priority_queue, 100'000, 50,
                             collection("insert", "extract-max", greatest),
                             deep::greater_ones_by_turns};
    all["cas-register"] = {sm::checkers::Object::cas_register, 10'000, 20,
                           std::make_unique<CasRegister>(), deep::circle_that_does_not_close};
    return all;
}

/// Clients call, take effect and return in an order drawn at random; half-way all return before any
/// goes on.
sm::history::Operations history(const Case& of) {
    sm::Random random(7);
    sm::history::Operations all;
    all.reserve(of.operations);
    std::vector<Client> clients(of.clients);
    auto processes = static_cast<std::int64_t>(of.clients);
    for (std::int64_t i = 0; i < processes; ++i) clients[static_cast<std::size_t>(i)].process = i;
    std::size_t busy = 0;
    for (sm::Timestamp now = 0; all.size() < of.operations || busy > 0;) {
        Client& client = clients[random.below(clients.size())];
        if (!client.busy) {
            const bool pauses = of.fault != nullptr && all.size() == of.operations / 2;
            if (all.size() == of.operations || (pauses && busy > 0)) continue;
            client = {client.process, all.size(), true, false};
            Operation& call = all.emplace_back();
            call.process = client.process;
            call.invoked = now++;
            of.does->draw(call, random);
            ++busy;
        } else if (!client.done) {
            Operation& call = all[client.operation];
            const bool crashes = of.crashes && random.chance(1, 100);
            if (!crashes || random.chance(1, 2)) of.does->take_effect(call);
            client.done = true;
            if (!crashes) continue;
            call.answer = {};
            client = {.process = processes++};
            --busy;
        } else {
            all[client.operation].ending = sm::Ending::answered;
            all[client.operation].returned = now++;
            client.busy = false;
            --busy;
        }
    }
    return all;
}

double peak_megabytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
    auto all = cases();
    const auto which = argc > 1 ? all.find(argv[1]) : all.end();
    const std::set<std::string> more(argv + std::min(argc, 2), argv + argc);
    const bool faulty = more.contains("fault");
    if (which == all.end() || more.size() != more.count("crashes") + more.count("fault") ||
        (faulty && which->second.fault == nullptr)) {
        std::fprintf(stderr, "usage: ours CASE [crashes] [fault]\n");
        return 64;
    }
    Case& of = which->second;
    of.crashes = more.contains("crashes");
    auto operations = history(of);
    if (faulty) {
        operations = deep::with_in_the_middle(std::move(operations), of.operations / 2, of.fault());
    }
    const double before = peak_megabytes();
    sm::checkers::LinearizableOptions options;
    options.limits.time = std::chrono::minutes{10};
    const auto begin = std::chrono::steady_clock::now();
    const auto result = sm::checkers::linearizable(of.object, options)(operations);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("seconds %.4f\nmegabytes %.1f\nhistory_megabytes %.1f\nverdict %s\n", took.count(),
                peak_megabytes(), before, std::string(sm::to_string(result.verdict())).c_str());
    std::fprintf(stderr, "%s: %s\n", argv[1], result.algorithm.c_str());
}
