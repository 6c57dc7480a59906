#include "checkers/transactions/anomalies.hpp"

#include <algorithm>
#include <numeric>

namespace sm::checkers {
namespace {

using enum ConsistencyModel;
using detail::transactions::kModels;
using Models = std::uint32_t;

constexpr Models bit(ConsistencyModel model) { return 1U << static_cast<unsigned>(model); }

/// What the model implies at one step; the models themselves are in an order of strength.
constexpr std::array<Models, kModels> kNextWeaker{
    0,
    bit(read_uncommitted),
    bit(read_committed),
    bit(read_atomic),
    bit(snapshot_isolation),
    bit(snapshot_isolation),
    bit(serializable) | bit(strong_session_snapshot_isolation),
    bit(strong_session_snapshot_isolation),
    bit(strong_session_serializable) | bit(strong_snapshot_isolation),
};

constexpr std::array<Models, kModels> closed() {
    std::array<Models, kModels> all{};
    for (std::size_t i = 0; i < kModels; ++i) {
        all[i] = 1U << i;
        for (std::size_t j = 0; j < i; ++j) {
            if ((kNextWeaker[i] >> j & 1U) != 0) all[i] |= all[j];
        }
    }
    return all;
}

constexpr auto kWeaker = closed();

}  // namespace

std::string_view to_string(ConsistencyModel model) {
    switch (model) {
        case read_uncommitted:
            return "read uncommitted";
        case read_committed:
            return "read committed";
        case read_atomic:
            return "read atomic";
        case snapshot_isolation:
            return "snapshot isolation";
        case serializable:
            return "serializable";
        case strong_session_snapshot_isolation:
            return "strong session snapshot isolation";
        case strong_session_serializable:
            return "strong session serializable";
        case strong_snapshot_isolation:
            return "strong snapshot isolation";
        case strict_serializable:
            return "strict serializable";
    }
    return "?";
}

bool implies(ConsistencyModel stronger, ConsistencyModel weaker) {
    return (kWeaker[static_cast<std::size_t>(stronger)] & bit(weaker)) != 0;
}

}  // namespace sm::checkers

namespace sm::detail::inline checkers::transactions {
namespace {

struct Row {
    std::string_view name;
    ConsistencyModel weakest;
};

constexpr std::array<Row, kAnomalyKinds> kRows{{
    {"garbage read", read_uncommitted},
    {"duplicate elements", read_uncommitted},
    {"G0", read_uncommitted},
    {"cyclic versions", read_committed},
    {"incompatible order", read_committed},
    {"dirty update", read_committed},
    {"G1a", read_committed},
    {"G1b", read_committed},
    {"G1c", read_committed},
    {"future read", read_committed},
    {"internal", read_atomic},
    {"fractured read", read_atomic},
    {"lost update", snapshot_isolation},
    {"G-single", snapshot_isolation},
    {"G-nonadjacent", snapshot_isolation},
    {"G2-item", serializable},
    {"G0-process", strong_session_snapshot_isolation},
    {"G1c-process", strong_session_snapshot_isolation},
    {"G-single-process", strong_session_snapshot_isolation},
    {"G-nonadjacent-process", strong_session_snapshot_isolation},
    {"G2-item-process", strong_session_serializable},
    {"G0-realtime", strong_snapshot_isolation},
    {"G1c-realtime", strong_snapshot_isolation},
    {"G-single-realtime", strong_snapshot_isolation},
    {"G-nonadjacent-realtime", strong_snapshot_isolation},
    {"G2-item-realtime", strict_serializable},
}};

constexpr ConsistencyModel model_at(std::size_t i) { return static_cast<ConsistencyModel>(i); }

}  // namespace

std::string_view to_string(AnomalyKind kind) { return kRows[static_cast<std::size_t>(kind)].name; }

ConsistencyModel weakest_without(AnomalyKind kind) {
    return kRows[static_cast<std::size_t>(kind)].weakest;
}

bool Anomalies::count(AnomalyKind kind, ConsistencyModel weakest) {
    for (std::size_t i = 0; i < kModels; ++i) {
        if (implies(model_at(i), weakest)) ruled_out_[i] = true;
    }
    return ++counts_[index(kind)] <= kExamples;
}

bool Anomalies::none() const {
    return std::all_of(counts_.begin(), counts_.end(), [](std::size_t n) { return n == 0; });
}

std::vector<ConsistencyModel> Anomalies::strongest_possible() const {
    std::vector<ConsistencyModel> found;
    for (std::size_t i = kModels; i-- > 0;) {
        const auto implied = [&](auto other) { return implies(other, model_at(i)); };
        if (ruled_out_[i] || std::any_of(found.begin(), found.end(), implied)) continue;
        found.push_back(model_at(i));
    }
    return found;
}

std::vector<ConsistencyModel> Anomalies::weakest_ruled_out() const {
    std::vector<ConsistencyModel> found;
    for (std::size_t i = 0; i < kModels; ++i) {
        const auto implied = [&](auto other) { return implies(model_at(i), other); };
        if (!ruled_out_[i] || std::any_of(found.begin(), found.end(), implied)) continue;
        found.push_back(model_at(i));
    }
    return found;
}

}  // namespace sm::detail::inline checkers::transactions
