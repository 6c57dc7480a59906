// The commands against a store in memory: what they ask of it, and what they are in Jepsen's words.

#include <sm/history/encoding.hpp>
#include <sm/sm.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "append.hpp"
#include "register.hpp"
#include "set.hpp"

namespace {

using testing::ElementsAre;

/// etcd's promises, kept in memory; and on demand, something that is done between two requests.
class Store {
 public:
    Store() = default;
    Store(const std::string& key, const std::string& value) { put(key, value); }

    std::optional<etcd::Entry> get(const std::string& key) {
        interrupt();
        return now(key);
    }
    void put(const std::string& key, const std::string& value) {
        entries_[key] = {.key = key, .value = value, .mod_revision = ++revision_};
    }
    bool cas(const std::string& key, const std::string& from, const std::string& to) {
        return txn({.guards = {{key, from}}, .then = {etcd::Put{key, to}}}).held;
    }
    bool cas(const std::string& key, std::int64_t mod_revision, const std::string& to) {
        return txn({.guards = {{key, mod_revision}}, .then = {etcd::Put{key, to}}}).held;
    }
    etcd::TxnAnswer txn(const etcd::Txn& txn) {
        if (!txn.guards.empty()) interrupt();
        etcd::TxnAnswer answer{.held = true};
        for (const auto& guard : txn.guards) answer.held = answer.held && holds(guard);
        for (const auto& action : answer.held ? txn.then : txn.otherwise) {
            if (const auto* get = std::get_if<etcd::Get>(&action))
                answer.got.push_back(now(get->key));
            if (const auto* one = std::get_if<etcd::Put>(&action)) put(one->key, one->value);
        }
        return answer;
    }

    /// Done before the next compare, or the next lone read, of somebody else.
    std::function<void(Store&)> meanwhile{};

 private:
    std::optional<etcd::Entry> now(const std::string& key) const {
        const auto found = entries_.find(key);
        return found == entries_.end() ? std::nullopt : std::optional(found->second);
    }
    bool holds(const etcd::Guard& guard) const {
        const auto entry = now(guard.key);
        if (const auto* value = std::get_if<std::string>(&guard.is))
            return entry && entry->value == *value;
        return (entry ? entry->mod_revision : 0) == std::get<std::int64_t>(guard.is);
    }
    void interrupt() {
        if (auto act = std::exchange(meanwhile, {})) act(*this);
    }

    std::map<std::string, etcd::Entry> entries_;
    std::int64_t revision_ = 0;
};

using Registers = etcd::Register<>;
using Sets = etcd::Set<>;
using etcd::Lists;
using sm::workload::Append;
using sm::workload::Read;

TEST(EtcdRegister, BehavesLikeItsModel) {
    EXPECT_TRUE(sm::check<Registers::Cmd>([] { return Store{}; }, {.programs = 300}));
}

TEST(EtcdSet, BehavesLikeItsModel) {
    EXPECT_TRUE(sm::check<Sets::Cmd>([] { return Store{}; }, {.programs = 300}));
}

TEST(EtcdLists, BehaveLikeTheirModel) {
    EXPECT_TRUE(sm::check<Lists>([] { return Store{}; }, {.programs = 300}));
}

/// The call as it is written down: `0 :cas 1 [3 4] → true`.
template <class Cmd, class C>
std::string words(const C& command, sm::response_of<C> answer) {
    sm::History<Cmd> history;
    history.entries.emplace_back().call =
        sm::Call<C>{command, {sm::Ending::answered, std::move(answer), ""}};
    return to_string(sm::history::operations_of(history).front());
}

TEST(EtcdRegister, IsInJepsensWords) {
    using Cmd = Registers::Cmd;
    EXPECT_EQ(words<Cmd>(Registers::Read{1}, 4), "0 :read 1 → 4");
    EXPECT_EQ(words<Cmd>(Registers::Read{1}, std::nullopt), "0 :read 1 → nil");
    EXPECT_EQ(words<Cmd>(Registers::Write{1, 3}, {}), "0 :write 1 3 → :ok");
    EXPECT_EQ(words<Cmd>(Registers::Cas{1, 3, 4}, true), "0 :cas 1 [3 4] → true");
    EXPECT_FALSE(Registers::Cas::took_effect(false));
}

TEST(EtcdRegister, IsCorruptIfItHoldsNoInteger) {
    for (const auto* value : {"", "x", "1x", "99999999999"}) {
        Store store("register/1", value);
        EXPECT_THROW(Registers::Read{1}.run(store), std::runtime_error) << value;
    }
}

TEST(EtcdSet, AddsAgainWhereAnotherCameBetween) {
    Store store;
    store.meanwhile = [](Store& other) {
        other.meanwhile = [](Store& then) { then.put("set", "[7]"); };  // after the read
    };
    Sets::Add{3}.run(store);
    EXPECT_EQ(store.get("set").value().value, "[7, 3]");
}

TEST(EtcdSet, IsRefusedAfterSoManyTimes) {
    Store store;
    std::function<void(Store&)> always = [&](Store& other) {
        other.put("set", "[]");
        other.meanwhile = always;
    };
    store.meanwhile = always;
    EXPECT_THROW(Sets::Add{3}.run(store), sm::Refused);
}

TEST(EtcdSet, ReadsInOrderAndKeepsWhatIsThereTwice) {
    Store store("set", "[5,3,5]");
    EXPECT_THAT(Sets::ReadAll{}.run(store), ElementsAre(3, 5, 5));
}

TEST(EtcdSet, IsInJepsensWords) {
    EXPECT_EQ(words<Sets::Cmd>(Sets::Add{3}, {}), "0 :add 3 → :ok");
    EXPECT_EQ(words<Sets::Cmd>(Sets::ReadAll{}, {1, 2}), "0 :read → [1 2]");
}

TEST(EtcdSet, IsCorruptIfItHoldsNoList) {
    for (const auto* value : {"", "1", "[1", "[1,]", "[,1]", "[x]", "]["}) {
        Store store("set", value);
        EXPECT_THROW(Sets::ReadAll{}.run(store), std::runtime_error) << value;
    }
}

auto run(Store& store, const sm::workload::ListOps& ops) {
    return std::variant_alternative_t<0, Lists>{ops}.run(store);
}

TEST(EtcdLists, AreReadWithWhatTheTransactionAppended) {
    Store store("list/1", "[4]");
    const auto read = run(store, {Read{1}, Append{1, 5}, Read{1}, Read{2}});
    EXPECT_THAT(read, ElementsAre(ElementsAre(4), ElementsAre(4, 5), ElementsAre()));
    EXPECT_EQ(store.get("list/1").value().value, "[4, 5]");
}

TEST(EtcdLists, AreRefusedWhereAKeyThatIsWrittenHasChanged) {
    Store store;
    store.meanwhile = [](Store& other) { other.put("list/1", "[9]"); };
    EXPECT_THROW(run(store, {Append{1, 5}}), sm::Refused);
    EXPECT_EQ(store.get("list/1").value().value, "[9]");
}

TEST(EtcdLists, AreRefusedWhereAKeyThatIsOnlyReadHasChanged) {
    Store store;
    store.meanwhile = [](Store& other) { other.put("list/2", "[9]"); };
    EXPECT_THROW(run(store, {Append{1, 5}, Read{2}}), sm::Refused);
    EXPECT_EQ(store.get("list/1"), std::nullopt);
}

}  // namespace
