// expect: a plain struct cannot have a base class
#include <sm/value/tree.hpp>

struct Base {};
struct Wrong : Base {
    int b;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
