/* Multiplies two 24 x 24 matrices of doubles and transposes the product: regular strides. No library, no system call
 * but exit, so that its trace is small and the same everywhere. Linux on x86-64. */
#define N 24
static double a[N][N], b[N][N], c[N][N];

void _start(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = i + j;
      b[i][j] = i - j;
    }
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  for (int i = 0; i < N; i++)
    for (int j = i + 1; j < N; j++) {
      double t = c[i][j];
      c[i][j] = c[j][i];
      c[j][i] = t;
    }
  __asm__ volatile("syscall" : : "a"(60L), "D"(0L) : "rcx", "r11", "memory");
}
