/// `sm serve`: a web table of runs, for this machine alone.

#include <sm/report/server.hpp>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "command.hpp"

namespace {

struct ServeArguments {
    std::uint16_t port = 8080;
    std::string store = "store";
    std::string corpus = ".sm";
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
    namespace fs = std::filesystem;
    const bool has_failures = fs::is_directory(fs::path(given.corpus) / "failures");
    if (!fs::is_directory(given.store) && !has_failures) {
        std::fprintf(stderr,
                     "sm serve: there is no directory \"%s\", nor failures in \"%s\"; give the one "
                     "that runs are kept in as sm serve STORE, or the one of failures with "
                     "--corpus\n",
                     given.store.c_str(), given.corpus.c_str());
        return exit_code::bad_input;
    }
    try {
        const auto signals = block_signals_that_end_us();
        sm::report::Server server(
            {.store = given.store, .corpus = has_failures ? given.corpus : "", .port = given.port});
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
    auto* parser = program.add_subcommand(
        "serve", "Show the runs of a store, and kept failures, in the browser");
    parser->add_option("--port", given->port, "on 127.0.0.1; 0 takes any that is free")
        ->capture_default_str();
    parser->add_option("STORE,--store", given->store, "the directory that runs are kept in")
        ->capture_default_str();
    parser
        ->add_option("--corpus", given->corpus,
                     "the directory that failures are kept in; empty shows none")
        ->capture_default_str();
    return {parser, [given] { return serve(*given); }};
}
