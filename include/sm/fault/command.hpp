#pragma once
/// The one command template of all faults: what it draws, and what it does to the cluster and the
/// model.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/injector.hpp>
#include <sm/fault/injector_of.hpp>
#include <sm/fault/node_states.hpp>
#include <sm/history/outcome.hpp>
#include <sm/value/reflect.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sm::detail::inline fault {

/// The weight of a command by the states of nodes; nothing if the model does not record them.
template <class What, class Model>
struct WeightOf {};

template <class What, KeepsNodeStates Model>
struct WeightOf<What, Model> {
    static int weight(const Model& model) {
        const auto& states = states_in(model);
        if constexpr (requires { What::weight(states); })
            return What::weight(states);
        else
            return weight_of_fault(states.broken(), true);
    }
};

}  // namespace sm::detail::inline fault

namespace sm::fault {

/// How many nodes the commands of a model use: those whose states it records, else 3.
template <class Model>
inline constexpr int node_count = detail::KeepsNodeStates<Model> ? detail::nodes_known<Model>() : 3;

/// `What` is a plain struct of what is drawn, which has
///
/// - `Fault fault() const`: what is injected; or `void run(Injector&) const`: what is done;
/// - if not all values make sense, `bool is_sound() const`;
/// - if a model can keep the states of nodes: `bool fits(const States&) const`, whether that makes
///   sense in them, `void change(States&) const` and `static int weight(const States&)`.
///
/// Without states in it the model is left alone.
template <class What, class Model>
class Command : public detail::WeightOf<What, Model> {
 public:
    static constexpr bool read_only = !detail::KeepsNodeStates<Model>;

    Command() = default;
    Command(What drawn) : what(std::move(drawn)) {}

    bool pre(const Model& model) const {
        if constexpr (requires { what.is_sound(); })
            if (!what.is_sound()) return false;
        if constexpr (detail::KeepsNodeStates<Model>)
            if constexpr (requires { what.fits(detail::states_in(model)); })
                return what.fits(detail::states_in(model));
        return true;
    }
    void apply(Model& model) const {
        if constexpr (detail::KeepsNodeStates<Model>)
            if constexpr (requires { what.change(detail::states_in(model)); })
                what.change(detail::states_in(model));
    }
    /// Throws Refused if another worker was faster.
    void run(auto& client) const {
        static_assert(HasInjector<std::remove_reference_t<decltype(client)>>,
                      "sm: a fault needs a client with an `injector()`, or with a `cluster()` that "
                      "has one, such as those of sm::docker, sm::processes and sm::simulated");
        auto& injector = injector_of(client);
        if constexpr (requires { what.fault(); })
            injector.inject(what.fault());
        else
            what.run(injector);
    }
    /// `Kill`, of whatever nodes and model.
    static std::string sm_type_name() {
        const auto name = type_name<What>();
        return std::string(name.substr(0, name.find('<')));
    }
    friend auto sm_fields(std::derived_from<Command> auto& self) {
        return with_fields(self.what, [](auto&... fields) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return std::tuple<Field<std::remove_reference_t<decltype(fields)>>...>{
                    field(field_names<What>()[I], fields)...};
            }(std::make_index_sequence<sizeof...(fields)>{});
        });
    }

    What what{};
};

}  // namespace sm::fault
