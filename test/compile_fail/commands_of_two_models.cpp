// expect: sm: the commands of one variant must share one model
#include <sm/sm.hpp>

struct System {};
struct One {
    int value = 0;
};
struct Other {
    int value = 0;
};

struct SetOne {
    void apply(One& m) const { m.value = 1; }
    void run(System&) const {}
};
struct SetOther {
    void apply(Other& m) const { m.value = 1; }
    void run(System&) const {}
};

int main() {
    return sm::check<std::variant<SetOne, SetOther>>([] { return System{}; }) ? 0 : 1;
}
