// expect: sm: the sm::Ref<R> that a command's apply takes must be to what the command answers
#include <sm/sm.hpp>

struct System {};
struct Handle {
    int number = 0;
};
struct Model {
    std::vector<sm::Ref<Handle>> open;
};
struct Open {
    bool apply(Model& m, sm::Ref<Handle> me) const { return m.open.push_back(me), true; }
    bool run(System&) const { return true; }
};

int main() {
    return sm::check<std::variant<Open>>([] { return System{}; }) ? 0 : 1;
}
