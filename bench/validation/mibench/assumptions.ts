/** What the model can be told to leave out: the negative controls of the table. */
export interface Assumptions {
  /** The interferer evicts lines of the L2; else it only makes each refill take longer. */
  readonly sharedCache: boolean;
  /** Programs that walk in order have several linefills under way; else they wait for each line. */
  readonly prefetcher: boolean;
  /** A trap of the hypervisor has lines of its own; else it costs the same whoever runs beside it. */
  readonly trapFootprint: boolean;
}

export const everything: Assumptions = { sharedCache: true, prefetcher: true, trapFootprint: true };
