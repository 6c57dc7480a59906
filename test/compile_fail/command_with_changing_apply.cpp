// expect: sm: a command's apply must be `R apply(Model&) const`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    int apply(Model& m) { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
