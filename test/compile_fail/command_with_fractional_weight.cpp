// expect: sm: a command's weight must be `static int weight(const Model&)`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    static double weight(const Model&) { return 0.5; }
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
