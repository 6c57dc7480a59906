// expect: sm: client(int) must return the client by value
#include <sm/sm.hpp>

#include <memory>

struct Model {
    int value = 0;
};
struct Client {
    std::unique_ptr<int> connection;
};
struct System {
    Client only;
    Client& client(int) { return only; }
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(Client&) const { return 0; }
};

int main() {
    return sm::check<std::variant<Get>>([] { return System{}; }) ? 0 : 1;
}
