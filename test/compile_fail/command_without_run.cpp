// expect: sm: a command has no `run(System&) const` that takes the system under test
#include <sm/sm.hpp>

struct Model {
    int value = 0;
};
struct System {};

struct Set {
    int value = 0;
    void apply(Model& m) const { m.value = value; }
    void run(int& other) const { other = value; }
};

int main() {
    return sm::check<std::variant<Set>>([] { return System{}; }) ? 0 : 1;
}
