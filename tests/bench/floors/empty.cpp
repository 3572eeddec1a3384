// Does nothing, with the shared libraries of the program: what starting costs before anything is done.
int main() { return 0; }
