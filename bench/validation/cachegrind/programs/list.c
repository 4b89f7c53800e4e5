/* Builds a list of 3000 nodes in scattered order over 384 KiB, walks it twice and counts in place: dependent loads with
 * little locality, and accesses across line borders (every node is packed and starts at an odd address). Linux on x86-64. */
struct __attribute__((packed)) node {
  struct node *next;
  unsigned long count;
};
static char memory[3000 * 131 + 64];

void _start(void) {
  struct node *head = 0;
  unsigned place = 1;
  for (int i = 0; i < 3000; i++) {
    place = (place * 1081 + 7) % 3000;
    struct node *n = (struct node *)(memory + place * 131 + 1);
    if (n->count) continue;
    n->count = 1;
    n->next = head;
    head = n;
  }
  for (int pass = 0; pass < 2; pass++)
    for (struct node *n = head; n; n = n->next) n->count += pass;
  __asm__ volatile("syscall" : : "a"(60L), "D"(0L) : "rcx", "r11", "memory");
}
