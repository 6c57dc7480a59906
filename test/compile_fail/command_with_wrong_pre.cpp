// expect: sm: a command's pre must be `bool pre(const Model&) const`
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    bool pre() const { return true; }
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
