// expect: sm: a model's gen must be `static rc::Gen<Model> gen()`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
    static int gen() { return 1; }
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
