// expect: sm: a command needs one `apply(Model&) const`
// only
#include <sm/sm.hpp>

struct System {};
struct Set {
    void run(System&) const {}
};

int main() {
    return sm::check<std::variant<Set>>([] { return System{}; }) ? 0 : 1;
}
