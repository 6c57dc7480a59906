// expect: sm: this type has no ==, and its fields are unknown
#include <sm/sm.hpp>

struct System {};
struct Model {
    int value = 0;
};
class Opaque {
 public:
    explicit Opaque(int value) : value_(value) {}

 private:
    int value_;
};
struct Get {
    Opaque what;
    int apply(Model& m) const { return m.value; }
    int run(System&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
