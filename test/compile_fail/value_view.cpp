// expect: hold text in a std::string
#include <sm/value/tree.hpp>

struct Wrong {
    std::string_view a;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
