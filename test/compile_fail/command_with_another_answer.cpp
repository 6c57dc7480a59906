// expect: sm: what a command's run returns must convert to what its apply returns
#include <sm/sm.hpp>

struct System {};
struct Model {
    std::string value;
};
struct Get {
    std::string apply(Model& m) const { return m.value; }
    void run(System&) const {}
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
