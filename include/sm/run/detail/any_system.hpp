#pragma once
/// Systems under test as the compiled code sees them: a table of functions for each pair of a
/// `make` and a variant of commands.

#include <sm/history/history.hpp>
#include <sm/run/system.hpp>
#include <sm/spec/detail/describe.hpp>

#include <array>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sm::detail::inline run {

/// The functions of the systems that one `make` makes.
struct SystemType {
    /// Calls the user's `make`; passes on what it throws.
    void* (*make)(const void* make, const void* model, Seed seed);
    bool takes_seed = false;
    void (*destroy)(void* system);
    void (*finish)(void* system);     ///< null: nothing is to be seen after the calls
    void (*tear_down)(void* system);  ///< null: it is freed by being destroyed
    /// Null: the system is its own client.
    void* (*client)(void* system, int worker);
    void (*destroy_client)(void* client);
    /// Null: its workers are threads.
    Scheduler* (*scheduler)(void* system);
    /// Null: it has no log.
    void (*record_log)(void* system);
    std::string (*log)(void* system);
    /// Null: it has no picture.
    std::string (*picture)(void* system);
    /// Null: it has no nodes that write logs. Else the newest log of each.
    std::vector<std::string> (*node_logs)(void* system);
    /// For each command what runs it and returns the answer; passes on what it throws.
    using RunCommand = Any (*)(const void* command, void* client, const Results& results);
    std::span<const RunCommand> run;
};

template <class C, class Client>
concept RunsPlain = requires(const C& command, Client& client) { command.run(client); };

template <class C, class Client>
concept RunsWithResults = requires(const C& command, Client& client, const Results& results) {
    command.run(client, results);
};

template <class C, class Client>
decltype(auto) run_command(const C& command, Client& client, const Results& results) {
    static_assert(RunsPlain<C, Client> || RunsWithResults<C, Client>,
                  "sm: a command has no `run(System&) const` that takes the system under test");
    if constexpr (RunsPlain<C, Client>) {
        return command.run(client);
    } else if constexpr (RunsWithResults<C, Client>) {
        return command.run(client, results);
    }
}

template <class C, class Client>
Any run_any(const void* command, void* client, const Results& results) {
    using Response = response_of<C>;
    using Returned = decltype(run_command(at<C>(command), std::declval<Client&>(), results));
    auto& system = *static_cast<Client*>(client);
    if constexpr (std::same_as<Response, Nothing>) {
        static_cast<void>(run_command(at<C>(command), system, results));
        return Any::of(Nothing{});
    } else if constexpr (std::is_convertible_v<Returned, Response>) {
        return Any::of<Response>(run_command(at<C>(command), system, results));
    } else {
        static_assert(!RunsPlain<C, Client> && !RunsWithResults<C, Client>,
                      "sm: what a command's run returns must convert to what its apply returns");
        return {};
    }
}

template <class System>
struct SystemFunctions {
    static void destroy(void* system) { delete static_cast<System*>(system); }
    static void tear_down(void* system) { static_cast<System*>(system)->tear_down(); }
    static void* client(void* system, int worker) {
        using Client = client_of<System>;
        using Returned = decltype(static_cast<System*>(system)->client(worker));
        constexpr bool fits =
            std::same_as<Returned, Client> || std::is_constructible_v<Client, Returned>;
        static_assert(fits,
                      "sm: client(int) must return the client by value, or a reference to "
                      "one that can be copied");
        if constexpr (fits) return new Client(static_cast<System*>(system)->client(worker));
    }
    static void finish(void* system) { static_cast<System*>(system)->finish(); }
    static Scheduler* scheduler(void* system) { return &static_cast<System*>(system)->scheduler(); }
    static void record_log(void* system) { static_cast<System*>(system)->record_log(); }
    static std::string log(void* system) { return static_cast<System*>(system)->log(); }
    static std::string picture(void* system) { return static_cast<System*>(system)->picture(); }
    static std::vector<std::string> node_logs(void* system) {
        auto& cluster = static_cast<System*>(system)->cluster();
        std::vector<std::string> files;
        for (const auto& node : cluster.nodes()) files.push_back(cluster.log(node).string());
        return files;
    }
    static void destroy_client(void* client) { delete static_cast<client_of<System>*>(client); }
};

template <class Cmd, class Client>
inline constexpr auto runs_of = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<SystemType::RunCommand, sizeof...(I)>{
        run_any<std::variant_alternative_t<I, Cmd>, Client>...};
}(std::make_index_sequence<std::variant_size_v<Cmd>>{});

template <class Cmd, class Make>
const SystemType& system_type() {
    using Model = model_of_commands<Cmd>;
    using System = system_of<Make, Model>;
    static_assert(std::is_object_v<System>, "sm: make must return the system under test, by value");
    using Functions = SystemFunctions<System>;
    static const SystemType all = [] {
        SystemType type{};
        type.make = [](const void* make, const void* model, Seed seed) -> void* {
            return make_system(at<Make>(make), at<Model>(model), seed);
        };
        type.takes_seed = TakesSeed<Make, Model>;
        type.destroy = Functions::destroy;
        if constexpr (HasFinish<System>) type.finish = Functions::finish;
        if constexpr (HasTearDown<System>) type.tear_down = Functions::tear_down;
        if constexpr (HasClients<System>) {
            type.client = Functions::client;
            type.destroy_client = Functions::destroy_client;
        }
        if constexpr (HasScheduler<System>) type.scheduler = Functions::scheduler;
        if constexpr (HasLog<System>) {
            type.record_log = Functions::record_log;
            type.log = Functions::log;
        }
        if constexpr (HasPicture<System>) type.picture = Functions::picture;
        if constexpr (HasNodeLogs<System>) type.node_logs = Functions::node_logs;
        type.run = runs_of<Cmd, client_of<System>>;
        return type;
    }();
    return all;
}

}  // namespace sm::detail::inline run
