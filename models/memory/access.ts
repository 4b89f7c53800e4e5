/**
 * The access socket: what a core's program asks of memory, one access after the other. Patterns (`patterns/`) and traces
 * (`trace/source.ts`) are sources; the machine pulls from them.
 */
export interface MemoryAccess {
  /** Byte address in the program's own address space, below 2^46. */
  address: number;
  write: boolean;
  /** An instruction fetch (first-level instruction cache) and not a data access. */
  fetch: boolean;
  /** Execution between the access before and this one, integer picoseconds. */
  gapPs: number;
  /** The program cannot go on before this access is done (a load whose result is used at once). */
  dependent: boolean;
  /** Which of the program's streams it belongs to, for stride prefetchers; 0..15. */
  stream: number;
}

export interface AccessSource {
  /** Writes the next access into `out`; false when the program is over. */
  next(out: MemoryAccess): boolean;
}

export const noAccess = (): MemoryAccess => ({
  address: 0,
  write: false,
  fetch: false,
  gapPs: 0,
  dependent: false,
  stream: 0,
});
