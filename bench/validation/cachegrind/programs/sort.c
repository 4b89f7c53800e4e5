/* Sorts 4096 pseudo-random words by heap sort and then counts their bytes: branches, swaps, read-modify-writes of a
 * table. Linux on x86-64. */
#define N 4096
static unsigned word[N], count[256];

static void sink(unsigned root, unsigned end) {
  for (unsigned child; (child = 2 * root + 1) < end; root = child) {
    if (child + 1 < end && word[child] < word[child + 1]) child++;
    if (word[root] >= word[child]) return;
    unsigned t = word[root];
    word[root] = word[child];
    word[child] = t;
  }
}

void _start(void) {
  unsigned x = 2463534242u;
  for (int i = 0; i < N; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    word[i] = x;
  }
  for (unsigned i = N / 32; i-- > 0;) sink(i, N / 16);
  for (unsigned i = N / 16; i-- > 1;) {
    unsigned t = word[0];
    word[0] = word[i];
    word[i] = t;
    sink(0, i);
  }
  for (int i = 0; i < N; i++) count[word[i] & 255]++;
  __asm__ volatile("syscall" : : "a"(60L), "D"(0L) : "rcx", "r11", "memory");
}
