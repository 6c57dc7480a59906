#include <sm/fault/undo.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace sm::fault {

void Undo::add(std::string what, std::function<void()> step) {
    steps_.push_back({std::move(what), std::move(step)});
}

std::vector<std::string> Undo::run() noexcept {
    std::vector<std::string> errors;
    std::vector<Step> failed;
    for (; !steps_.empty(); steps_.pop_back()) {
        auto& step = steps_.back();
        try {
            step.take();
            continue;
        } catch (const std::exception& error) {
            errors.push_back(step.what + ": " + error.what());
        } catch (...) {
            errors.push_back(step.what + ": something was thrown that is not a std::exception");
        }
        failed.push_back(std::move(step));
    }
    std::reverse(failed.begin(), failed.end());
    steps_ = std::move(failed);
    return errors;
}

}  // namespace sm::fault
