/**
 * What the rate level knows of a chip's shared memory: sizes, service times (how long one line occupies a resource) and
 * latencies (how long it takes alone). Picoseconds.
 */
export interface RateChip {
  /** Lines of the shared cache; 0: there is none. */
  readonly cacheLines: number;
  /** How lines leave the shared cache: by age (LRU and its likes), or any with equal chance (random, FIFO). */
  readonly leaving: 'age' | 'chance';
  /** An access that hits the shared cache, from the private caches and back, without waits. */
  readonly hitPs: number;
  /** One line on the interconnect. */
  readonly transferPs: number;
  /** From the miss of the shared cache to the data, with the row open and nobody in the way. */
  readonly dramPs: number;
  /** Added when the row must be closed and opened. */
  readonly rowPs: number;
  /** One line on the data bus of all channels together. */
  readonly burstPs: number;
  /** Banks of all channels. */
  readonly banks: number;
}
