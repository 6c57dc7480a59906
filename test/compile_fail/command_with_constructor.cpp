// expect: sm: the fields of this command are unknown: a class with a constructor
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    int at;
    explicit Get(int where) : at(where) {}
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
