/**
 * The prefetcher socket: which lines a core's prefetcher asks for when it sees a demand access. It sees lines of one core
 * in program order and whether each missed the level it watches; it never sees another core, so it carries nothing
 * between VMs.
 */
export interface Prefetcher {
  /**
   * Writes the lines to fetch into `out` and returns how many. `line` is the line just accessed by instruction or stream
   * `source` (a small integer, for members that tell streams apart).
   */
  observe(line: number, missed: boolean, source: number, out: number[]): number;
}

/** A member of the shelf `prefetchers/`. */
export interface PrefetcherDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  /** @param degree lines per request, 1..8 */
  create(degree: number): Prefetcher;
}
