#pragma once
/// What is on disk of the program that runs, so that a test which dies with it can be told why.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline check {

/// How the programs of a test are drawn; with a number, this is a program.
struct DrawnFrom {
    std::uint64_t seed = 0;
    std::uint64_t length = 0;
    std::uint64_t workers = 0;
    std::uint64_t swarm = 0;

    friend bool operator==(const DrawnFrom&, const DrawnFrom&) = default;
};

/// What a run that died was at.
struct LastSeen {
    DrawnFrom drawn_from;
    std::uint64_t number = 0;
    std::string program;  ///< its JSON where it was written whole; then the number says nothing
};

/// A mapping of a file, which costs a store for each program and outlives the process. The kernel
/// drops the lock on it when the process ends, however it ends.
class BlackBox {
 public:
    /// Keeps nothing if `corpus` is empty.
    BlackBox(const std::string& corpus, const std::string& test, const DrawnFrom& drawn_from);
    ~BlackBox();
    BlackBox(const BlackBox&) = delete;
    BlackBox& operator=(const BlackBox&) = delete;

    /// Where the number of the program that runs is kept; null if nowhere.
    std::atomic<std::uint64_t>* number();

    /// Writes the program that runs whole, for runs that cost more than writing.
    void write_program(const std::string& json);
    /// The program that runs is again the one that the number says.
    void forget_program();

    /// What runs of this test that died were at; their files are removed.
    static std::vector<LastSeen> take_dead(const std::string& corpus, const std::string& test);

 private:
    struct Page;

    std::string path_;
    int descriptor_ = -1;
    Page* page_ = nullptr;
};

}  // namespace sm::detail::inline check
