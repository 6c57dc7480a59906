// expect: sm: one
// only
static_assert(false, "sm: one");
static_assert(false, "sm: two");

int main() {}
