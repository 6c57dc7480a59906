// expect: sm: commands are gathered in a std::variant<...>
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<Get>([] { return System{}; }) ? 0 : 1;
}
