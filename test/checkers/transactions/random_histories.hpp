#pragma once
/// Random histories of small databases of several kinds, some with an answer falsified.

#include <sm/base/random.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include "checkers/transactions/brute_force.hpp"

namespace brute {

enum class Isolation { serial, snapshot, read_committed };

struct Shape {
    bool lists = true;
    Isolation isolation = Isolation::serial;
    int transactions = 4;   ///< at most
    int keys = 2;           ///< at most
    bool read_all = false;  ///< a last transaction reads every key, after all others
};

/// Interleaves transactions step by step in a toy database, and writes down what it answers.
class Database {
 public:
    Database(sm::Random& random, Shape shape) : random_(random), shape_(shape) {}

    sm::history::Operations history() {
        const auto count = 1 + random_.below(static_cast<std::uint64_t>(shape_.transactions));
        for (std::uint64_t i = 0; i < count; ++i) sessions_.push_back(session(i));
        while (true) {
            std::vector<Session*> left;
            for (Session& each : sessions_) {
                if (!each.done) left.push_back(&each);
            }
            if (left.empty()) break;
            advance(*left[random_.below(left.size())]);
        }
        sm::history::Operations operations;
        for (Session& each : sessions_) operations.push_back(std::move(each.operation));
        if (shape_.read_all) operations.push_back(last_reads());
        std::sort(operations.begin(), operations.end(),
                  [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
        return operations;
    }

 private:
    struct Session {
        Operation operation;
        std::vector<Value> asked;
        std::vector<Value> got;
        bool begun = false;
        bool done = false;
        State snapshot;
        std::vector<Value> written_since;
        std::vector<Value> locked;
    };

    Value key(std::uint64_t i) const {
        return Value::name(std::string(1, static_cast<char>('x' + i)));
    }

    Session session(std::uint64_t i) {
        Session made;
        made.operation.function = "txn";
        made.operation.process = static_cast<std::int64_t>(i % 3);
        const auto size = 1 + random_.below(3);
        for (std::uint64_t j = 0; j < size; ++j) {
            const Value on = key(random_.below(static_cast<std::uint64_t>(shape_.keys)));
            const bool reads = random_.chance(1, 2);
            const Value value = reads ? Value{} : Value::integer(++value_);
            const char* word = reads ? "r" : shape_.lists ? "append" : "w";
            made.asked.push_back(Value::list({Value::name(word), on, value}));
        }
        made.operation.value = Value::list(made.asked);
        return made;
    }

    void advance(Session& session) {
        if (!session.begun) return begin(session);
        if (shape_.isolation == Isolation::serial) {
            while (session.got.size() < session.asked.size()) step(session, state_);
            return end(session, sm::Ending::answered);
        }
        if (session.got.size() < session.asked.size()) {
            if (shape_.isolation == Isolation::snapshot) return step(session, session.snapshot);
            return step_locking(session);
        }
        commit(session);
    }

    void begin(Session& session) {
        session.begun = true;
        session.operation.invoked = now_ += random_.below(2);
        session.snapshot = state_;
    }

    void step(Session& session, State& on) {
        const Value& micro = session.asked[session.got.size()];
        if (!reads(micro)) {
            write(on, micro);
            session.got.push_back(micro);
            return;
        }
        const Value& key = micro.items()[1];
        const auto at = on.find(key);
        session.got.push_back(
            Value::list({micro.items()[0], key, at == on.end() ? Value{} : at->second}));
    }

    /// Read committed: writes lock their key to the end; who waits is refused instead.
    void step_locking(Session& session) {
        const Value& micro = session.asked[session.got.size()];
        const Value& key = micro.items()[1];
        if (!reads(micro)) {
            for (const Session& other : sessions_) {
                const auto& locked = other.locked;
                if (&other == &session ||
                    std::find(locked.begin(), locked.end(), key) == locked.end())
                    continue;
                return end(session, sm::Ending::refused);
            }
            session.locked.push_back(key);
        }
        State seen = state_;
        for (const Value& before : session.got) {
            if (!reads(before)) write(seen, before);
        }
        step(session, seen);
    }

    void commit(Session& session) {
        std::vector<Value> keys;
        for (const Value& micro : session.got) {
            if (!reads(micro)) keys.push_back(micro.items()[1]);
        }
        if (shape_.isolation == Isolation::snapshot) {
            for (const Value& key : keys) {
                const auto& since = session.written_since;
                if (std::find(since.begin(), since.end(), key) == since.end()) continue;
                return end(session, sm::Ending::refused);
            }
        }
        for (const Value& micro : session.got) {
            if (!reads(micro)) write(state_, micro);
        }
        for (Session& other : sessions_) {
            if (&other == &session || !other.begun || other.done) continue;
            other.written_since.insert(other.written_since.end(), keys.begin(), keys.end());
        }
        end(session, sm::Ending::answered);
    }

    void end(Session& session, sm::Ending ending) {
        session.done = true;
        session.locked.clear();
        if (random_.chance(1, 6)) ending = sm::Ending::unknown;
        session.operation.ending = ending;
        now_ += random_.below(2);
        if (ending != sm::Ending::unknown) session.operation.returned = now_;
        if (ending == sm::Ending::answered) session.operation.answer = Value::list(session.got);
        if (ending == sm::Ending::unknown) {
            session.operation.process = 50 + static_cast<int>(session.operation.process);
        }
    }

    Operation last_reads() {
        std::vector<Value> all;
        for (int i = 0; i < shape_.keys; ++i) {
            const Value on = key(static_cast<std::uint64_t>(i));
            all.push_back(Value::list({Value::name("r"), on, state_[on]}));
        }
        Operation last;
        last.function = "txn";
        last.process = 9;
        last.ending = sm::Ending::answered;
        last.answer = Value::list(all);
        last.invoked = now_ + 1;
        last.returned = now_ + 2;
        return last;
    }

    sm::Random& random_;
    Shape shape_;
    std::vector<Session> sessions_;
    State state_;
    sm::Timestamp now_ = 0;
    std::int64_t value_ = 0;
};

/// Changes one read of an answered transaction into something else that could have been read.
inline void falsify(sm::history::Operations& operations, sm::Random& random, bool lists) {
    auto& operation = operations[random.below(operations.size())];
    if (!operation.answered() || operation.answer.items().empty()) return;
    std::vector<Value> all(operation.answer.items().begin(), operation.answer.items().end());
    Value& micro = all[random.below(all.size())];
    if (!reads(micro)) return;
    Value read = micro.items()[2];
    if (lists) {
        std::vector<Value> items;
        if (!read.is_nothing()) items.assign(read.items().begin(), read.items().end());
        const auto what = random.below(4);
        if (what == 0 && !items.empty()) items.pop_back();
        if (what == 1) items.push_back(Value::integer(1 + static_cast<int>(random.below(6))));
        if (what == 2 && items.size() > 1) std::swap(items[0], items.back());
        if (what == 3 && !items.empty()) items.erase(items.begin());
        read = Value::list(std::move(items));
    } else {
        const auto value = static_cast<int>(random.below(6));
        read = value == 0 ? Value{} : Value::integer(value);
    }
    micro = Value::list({micro.items()[0], micro.items()[1], read});
    operation.answer = Value::list(std::move(all));
}

}  // namespace brute
