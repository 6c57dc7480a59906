#pragma once
/// A history of transactions on numbers: keys, versions and micro-operations.

#include <sm/history/operation.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <unordered_map>
#include <vector>

namespace sm::detail::inline checkers::transactions {

using TransactionId = std::uint32_t;
using KeyId = std::uint32_t;
using VersionId = std::uint32_t;

/// No transaction, key, version or position.
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// What the workload's transactions are made of.
enum class Workload : std::uint8_t {
    list_append,
    rw_register,
    versioned_register,  ///< whose answers are pairs of version and value
};

enum class Fate : std::uint8_t { committed, open, refused };

struct MicroOperation {
    KeyId key = 0;
    bool writes = false;
    bool answered = false;                  ///< a read whose result is known
    const history::Value* value = nullptr;  ///< what was written or read
    VersionId version = kNone;              ///< what was made, or read as far as known
    const history::Value* ordinal =
        nullptr;  ///< the version that the system says it is, if it does
};

struct Transaction {
    std::size_t place = 0;  ///< in the history
    Fate fate = Fate::committed;
    bool observed = false;  ///< one of its writes was read by a committed transaction
    std::uint32_t first = 0;
    std::uint32_t last = 0;  ///< one past its last micro-operation
    std::int64_t process = 0;
    Timestamp invoked = 0;
    Timestamp returned = never;

    bool commits() const { return fate == Fate::committed || (fate == Fate::open && observed); }
};

/// What a key held after a write; of a list, the one that ends with the element appended.
struct Version {
    KeyId key = 0;
    TransactionId writer = kNone;           ///< none made the initial one
    const history::Value* value = nullptr;  ///< what was written
    bool last_of_writer = false;            ///< its writer wrote nothing to the key later
    std::uint32_t position = kNone;  ///< in the key's order, if that is total and reaches so far
};

struct Key {
    const history::Value* name = nullptr;
    VersionId initial = kNone;
    TransactionId longest_reader = kNone;  ///< of a list, who read it at its longest
    bool ordered = true;  ///< no contradiction was found in the order of its versions
};

/// The transactions of a history. Points into the operations, which have to outlive it.
class TransactionHistory {
 public:
    /// Throws Misuse, with the operation's place, for what is no transaction of the workload.
    TransactionHistory(std::span<const history::Operation> operations, Workload workload);

    /// The version that a write of this value made, or none.
    VersionId find(KeyId key, const history::Value& value) const;

    std::span<MicroOperation> of(const Transaction& transaction) {
        return std::span(micros).subspan(transaction.first, transaction.last - transaction.first);
    }
    std::span<const MicroOperation> of(const Transaction& transaction) const {
        return std::span(micros).subspan(transaction.first, transaction.last - transaction.first);
    }
    /// Whether the version was written by a transaction that committed.
    bool committed(VersionId version) const {
        const TransactionId writer = versions[version].writer;
        return writer != kNone && transactions[writer].commits();
    }
    void observe(VersionId version) {
        if (const auto writer = versions[version].writer; writer != kNone) {
            transactions[writer].observed = true;
        }
    }
    std::size_t bytes() const;

    Workload workload;
    std::vector<Transaction> transactions;
    std::vector<MicroOperation> micros;
    std::vector<Key> keys;
    std::vector<Version> versions;
    std::size_t others = 0;  ///< operations that are no transactions

 private:
    struct KeyedValue {
        KeyId key;
        const history::Value* value;
        bool operator==(const KeyedValue& other) const {
            return key == other.key && *value == *other.value;
        }
    };
    struct Hash {
        std::size_t operator()(const KeyedValue& at) const;
    };

    void read_transaction(const history::Operation& operation, std::size_t place);
    MicroOperation micro(const history::Value& item, bool answered, std::size_t place);
    KeyId key(const history::Value& name);
    void unwrap(MicroOperation& micro, std::size_t place) const;
    void write(MicroOperation& micro, TransactionId by);

    std::unordered_map<KeyedValue, KeyId, Hash> key_ids_;  // the key of each is 0
    std::unordered_map<KeyedValue, VersionId, Hash> version_ids_;
};

}  // namespace sm::detail::inline checkers::transactions
