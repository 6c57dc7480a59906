// expect: a smart pointer has no plain value
#include <sm/value/tree.hpp>

#include <memory>

struct Wrong {
    std::unique_ptr<int> a;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
