// expect: sm: make must return the system under test, by value
#include <sm/sm.hpp>

struct Model {
    int value = 0;
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(auto& system) const { return system.value; }
};

int main() {
    return sm::check<std::variant<Get>>([] {}) ? 0 : 1;
}
