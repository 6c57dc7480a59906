#pragma once
/// The places that `buggify` knows of in one simulation.

#include <sm/base/random.hpp>

#include <map>
#include <string>
#include <string_view>

namespace sm::detail::inline simulation {

class Buggify {
 public:
    Buggify(bool wanted, Seed seed) : wanted_(wanted), seed_(seed) {}

    bool fires(std::string_view place);
    void stop() { wanted_ = false; }

 private:
    struct Place {
        bool on;
        Random random;
    };

    bool wanted_;
    Seed seed_;
    std::map<std::string, Place, std::less<>> places_;
};

/// The one whose simulation runs on this thread, or null.
Buggify*& running_buggify();

}  // namespace sm::detail::inline simulation
