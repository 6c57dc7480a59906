// expect: sm: a command's post must be `bool post(const Model& before, const R& got) const`
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
struct Get {
    int apply(Model& m) const { return m.value; }
    bool post(const Model&) const { return true; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
