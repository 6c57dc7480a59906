/// `sm serve`: a web table of runs, for this machine alone.

#include <sm/report/server.hpp>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "command.hpp"

namespace {

struct ServeArguments {
    std::uint16_t port = 8080;
    std::string store = "store";
};

/// SIGINT and SIGTERM, blocked in this thread and in those that it starts.
sigset_t block_signals_that_end_us() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

int serve(const ServeArguments& given) {
    if (!std::filesystem::is_directory(given.store)) {
        std::fprintf(stderr,
                     "sm serve: there is no directory \"%s\"; give the one that runs are kept in "
                     "with --store DIR\n",
                     given.store.c_str());
        return exit_code::bad_input;
    }
    try {
        const auto signals = block_signals_that_end_us();
        sm::report::Server server({.store = given.store, .port = given.port});
        std::printf("serving %s on http://127.0.0.1:%d/ until Ctrl+C\n", given.store.c_str(),
                    static_cast<int>(server.port()));
        std::fflush(stdout);
        const std::jthread serving([&] { server.run(); });
        int signal = 0;
        ::sigwait(&signals, &signal);
        server.stop();
        return 0;
    } catch (const sm::report::PortTaken& error) {
        std::fprintf(stderr,
                     "sm serve: %s; choose another with --port, or any free one with "
                     "--port 0\n",
                     error.what());
        return exit_code::incomplete;
    }
}

}  // namespace

Command add_serve(CLI::App& program) {
    const auto given = std::make_shared<ServeArguments>();
    auto* parser = program.add_subcommand("serve", "Show the runs of a store in the browser");
    parser->add_option("--port", given->port, "on 127.0.0.1; 0 takes any that is free")
        ->capture_default_str();
    parser->add_option("--store", given->store, "the directory that runs are kept in")
        ->capture_default_str();
    return {parser, [given] { return serve(*given); }};
}
