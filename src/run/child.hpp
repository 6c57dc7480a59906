#pragma once
/// A program in a child process, so that its crash is only the end of the child.

#include <functional>
#include <string>
#include <string_view>

namespace sm::detail::inline run {

/// How the child ended.
struct ChildEnd {
    bool crashed = false;
    std::string reason;  ///< "SIGSEGV (segmentation fault)", or its exit status
};

/// Writes lines to the parent. Each is whole or not there at all.
class LineWriter {
 public:
    explicit LineWriter(int descriptor) : descriptor_(descriptor) {}
    void write(std::string_view line) const;

 private:
    int descriptor_;
};

/// Forks; runs `body` in the child, which then exits without running anything else of this process;
/// calls `on_line` for each line that it wrote, until it ends. Only the calling thread goes along.
/// Throws Misuse if no child can be made, and std::runtime_error with the text of what `body`
/// threw.
ChildEnd run_in_child(const std::function<void(const LineWriter&)>& body,
                      const std::function<void(const std::string&)>& on_line);

}  // namespace sm::detail::inline run
