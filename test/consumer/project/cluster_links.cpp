#include <sm/os/wait.hpp>

int main() {
    return sm::eventually([] { return true; }) ? 0 : 1;
}
