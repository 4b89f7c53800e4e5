/** Placeholder of the first hour: named, keyed random streams. */
export interface Stream {
  /** Uniform integer in 0..2^32-1, a pure function of (seed, stream label, a, b, c). */
  draw(a: number, b: number, c: number): number;
}
