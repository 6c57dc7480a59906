// expect: sm: make must be callable as make() or make(const Model&) and return the system
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([](int) { return System{}; }) ? 0 : 1;
}
