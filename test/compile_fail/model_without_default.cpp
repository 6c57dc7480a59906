// expect: sm: a model must be default constructible
#include <sm/sm.hpp>

struct System {};
struct Model {
    explicit Model(int start) : value(start) {}
    int value;
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
