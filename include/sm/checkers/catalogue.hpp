#pragma once
/// The models that histories in files can be judged by, each with its name.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace sm::checkers {

/// The options of the models; each model takes some of these.
enum class ModelOption : std::uint8_t {
    initial,            ///< the value before the first write
    refused_cas,        ///< what a refused cas says
    consistency_model,  ///< what objects and transactions have to keep to
    inference,          ///< what the order of versions may be inferred from
    accounts,           ///< of a bank
    total,              ///< of a bank
};

/// "initial", "consistency-model".
std::string_view to_string(ModelOption option);

struct ModelOptions {
    history::Value initial{};
    bool refused_cas_is_a_reply = false;  ///< it did not find its old value; else it says nothing
    std::string consistency_model{};      ///< "sequential", "serializable"; empty: the strictest
    std::set<std::string> inferences{};   ///< "linearizable keys"; empty: those that assume nothing
    history::Value accounts{};            ///< a list
    std::optional<std::int64_t> total{};
    Limits limits{.time = std::chrono::minutes{1}};
};

/// A model that `sm check` knows by name.
struct KnownModel {
    std::string_view name;   ///< "cas-register"
    std::string_view calls;  ///< the functions of its operations, and of what
    std::string_view about;  ///< what is judged
    std::set<ModelOption> takes{};
    /// Throws Misuse for options with values that the model does not know.
    Checker (*checker)(const ModelOptions&) = nullptr;
};

/// All models.
std::span<const KnownModel> known_models();

/// The model of that name; throws Misuse that lists all and names the nearest.
const KnownModel& known_model(std::string_view name);

}  // namespace sm::checkers
