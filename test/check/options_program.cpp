/// Prints the options of a test as they are after the environment and the flags.

#include <sm/check/options.hpp>
#include <sm/value/to_string.hpp>

#include <cstdio>
#include <stdexcept>

int main() {
    const sm::Options in_code{.name = "in code",
                              .programs = 11,
                              .length = 12,
                              .workers = 13,
                              .seed = 14,
                              .time_limit = std::chrono::milliseconds{15},
                              .command_time_limit = std::chrono::milliseconds{16},
                              .shrink = {.executions = 17, .time = std::chrono::milliseconds{18}},
                              .corpus = "folder in code",
                              .swarm = false,
                              .require = {"label"},
                              .replay = "file in code"};
    try {
        std::puts(sm::to_string(sm::resolve(in_code)).c_str());
        return 0;
    } catch (const std::logic_error& misuse) {
        std::fputs(misuse.what(), stderr);
        return 1;
    }
}
