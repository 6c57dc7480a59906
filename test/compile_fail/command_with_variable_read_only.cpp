// expect: sm: a command's read_only must be `static constexpr bool read_only`
// only
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    bool read_only = true;
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
