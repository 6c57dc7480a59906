// expect: the fields of this class are unknown
#include <sm/value/tree.hpp>

class Wrong {
 public:
    Wrong() : hidden_(1) {}

 private:
    int hidden_;
};

int main() { return static_cast<int>(sm::to_tree(Wrong{}).size()); }
