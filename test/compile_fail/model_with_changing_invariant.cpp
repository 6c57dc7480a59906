// expect: sm: a model's invariant must be `bool invariant() const`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
    bool invariant() { return value == 0; }
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
