// expect: a plain struct cannot have a base class
#include <sm/value/compare.hpp>

struct Base {
    int a;
};
struct Wrong : Base {
    int b;
};

int main() { return static_cast<int>(sm::hash(Wrong{})); }
