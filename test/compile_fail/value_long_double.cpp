// expect: use double in place of long double
#include <sm/value/tree.hpp>

int main() { return static_cast<int>(sm::to_tree(1.0L).size()); }
