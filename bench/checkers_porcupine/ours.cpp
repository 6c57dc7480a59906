// The histories that Porcupine's module ships, judged by our checkers.
//
//   ours ROUNDS FOLDER    for each history of FOLDER: name, verdict, seconds of the best round
//
// Parsing is not counted; making calls of an object out of operations is.

#include <sm/checkers/key_value.hpp>
#include <sm/checkers/linearizable_object.hpp>
#include <sm/history/file.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// The files of a folder, by name.
std::vector<fs::path> files(const fs::path& folder) {
    std::vector<fs::path> all;
    for (const auto& file : fs::directory_iterator(folder)) all.push_back(file.path());
    std::sort(all.begin(), all.end());
    return all;
}

sm::history::Operations operations(const fs::path& file) {
    if (fs::file_size(file) == 0) return {};  // of a run that never began
    return sm::history::read(file).operations;
}

/// Whether the histories are valid; none is needed, as the peer gives none.
sm::checkers::Checker etcd_register() {
    sm::checkers::LinearizableOptions options;
    options.object.refused_cas = sm::checkers::Refusal::is_a_reply;  // as the peer's model has it
    options.witness = sm::checkers::Witness::none;
    return sm::checkers::linearizable(sm::checkers::Object::cas_register, options);
}

void judge(const fs::path& folder, const fs::path& file, const sm::checkers::Checker& checker,
           int rounds) {
    using Clock = std::chrono::steady_clock;
    const auto history = operations(file);
    auto best = std::chrono::duration<double>::max();
    sm::Verdict verdict = sm::Verdict::unknown;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        verdict = checker(history).verdict();
        best = std::min<std::chrono::duration<double>>(best, Clock::now() - begin);
    }
    std::printf("%s %s %.9f\n", fs::relative(file, folder).c_str(),
                std::string(to_string(verdict)).c_str(), best.count());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: ours ROUNDS FOLDER\n");
        return 64;
    }
    const int rounds = std::atoi(argv[1]);
    const fs::path folder = argv[2];
    for (const auto& file : files(folder / "jepsen")) judge(folder, file, etcd_register(), rounds);
    const auto store = sm::checkers::independent(sm::checkers::key_value());
    for (const auto& file : files(folder / "kv")) judge(folder, file, store, rounds);
}
