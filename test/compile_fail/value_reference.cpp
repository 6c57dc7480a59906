// expect: the fields of this struct cannot be seen: is one a reference
#include <sm/value/tree.hpp>

struct Wrong {
    int& a;
};

int main() {
    int number = 0;
    return static_cast<int>(sm::to_tree(Wrong{number}).size());
}
