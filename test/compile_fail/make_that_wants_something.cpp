// expect: sm: make must be callable as make(), make(Seed), make(const Model&) or with both
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
