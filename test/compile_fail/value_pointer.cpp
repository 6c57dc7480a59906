// expect: a pointer has no plain value
#include <sm/value/tree.hpp>

struct Wrong {
    int* a;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
