// expect: a plain struct has at most 20 fields
#include <sm/value/tree.hpp>

struct Wrong {
    int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
