// expect: no such error
int main() {}
