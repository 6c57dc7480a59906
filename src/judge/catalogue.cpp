#include <sm/judge/catalogue.hpp>
#include <sm/judge/key_value.hpp>
#include <sm/value/misuse.hpp>
#include <sm/value/nearest.hpp>

#include <algorithm>
#include <vector>

namespace sm {
namespace {

JudgeBounds bounds(const ModelOptions& options) {
    return {.memory = options.memory, .time = options.time};
}

std::vector<Model> catalogue() {
    return {
        {"key-value",
         "put, append, get of texts, each of a key",
         "each key is linearizable",
         {},
         [](const ModelOptions& options) { return key_value(bounds(options)); }},
    };
}

}  // namespace

std::string_view name_of(ModelOption option) {
    constexpr std::string_view names[] = {"initial",   "refused-cas", "consistency-model",
                                          "inference", "accounts",    "total"};
    return names[static_cast<std::size_t>(option)];
}

std::span<const Model> models() {
    static const auto all = catalogue();
    return all;
}

const Model& model_named(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Model& model : models()) {
        if (model.name == name) return model;
        names.push_back(model.name);
    }
    std::string text = "there is no model \"" + std::string(name) + "\"";
    text +=
        did_you_mean(name, names) + (nearest(name, names).empty() ? "; there are:" : " There are:");
    for (const auto known : names) text += " " + std::string(known);
    throw Misuse(text);
}

}  // namespace sm
