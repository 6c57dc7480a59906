// expect: this type has no ==, and its fields are unknown
#include <sm/value/compare.hpp>

class Wrong {
 public:
    Wrong() : hidden_(1) {}

 private:
    int hidden_;
};

int main() { return sm::equal(Wrong{}, Wrong{}) ? 0 : 1; }
