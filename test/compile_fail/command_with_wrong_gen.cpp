// expect: sm: a command's gen must be `static rc::Gen<C> gen(const Model&)`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    static int gen(const Model&) { return 1; }
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
