// expect: no such error
static_assert(sizeof(int) == 0, "another error");
static_assert(sizeof(int) == 0, "no such error");
int main() {}
