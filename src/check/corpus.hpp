#pragma once
/// Failures kept on disk: saved, found again, retired when fixed, set aside when they no longer
/// fit.

#include <sm/store/failure_file.hpp>
#include <sm/value/tree.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline check {

/// Throws Misuse naming the file and what is wrong with it.
store::FailureFile read_kept(const std::string& path);

/// Makes the folder and those around it. Throws Misuse naming it and why it cannot be made.
void make_folder(const std::string& path);

/// Writes the whole file or nothing; makes its folder. Throws Misuse likewise.
void write_whole(const std::string& path, const std::string& text);

/// A test's name as a file's.
std::string file_name_of(std::string_view test);

/// The failures kept for one test, in a folder of `corpus`.
class Corpus {
 public:
    Corpus(std::string corpus, std::string_view test);

    std::vector<std::string> files() const;

    /// Where a new failure goes; the same program gets the same file.
    std::string path_for(const Tree& program) const;

    /// A file of what the system told of the failing run, as `.log` or drawn as `.svg`; it goes
    /// where the failure goes.
    static std::string beside(const std::string& failure, std::string_view extension);

    /// A failure that passes now as often as its rate asks for.
    void retire(const std::string& path) const;

    /// A file that cannot be run any more, with the reason beside it.
    void set_aside(const std::string& path, const std::string& reason) const;

 private:
    std::string move_to(const std::string& path, const std::string& folder) const;

    std::string root_;
    std::string test_;
};

}  // namespace sm::detail::inline check
