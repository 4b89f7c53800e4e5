/**
 * Exceptions of the house, each with its reason: where typed arrays live, and which files are longer than 300 lines. A test
 * holds both lists to what is there, in both directions. A path that ends in `/` is a folder.
 */
export interface Exception {
  readonly path: string;
  readonly because: string;
}

/** Elsewhere small objects and plain arrays were measured to be as fast, and read better. */
export const typedArrayRooms: readonly Exception[] = [
  { path: 'engine/queue.ts', because: 'the event queue: heap and buckets as columns, nothing allocated per event' },
  { path: 'engine/slots.ts', because: 'the event queue: a tree over the sources that have one pending event each' },
  { path: 'engine/trace/', because: 'the trace: millions of records as columns, and their histograms' },
  { path: 'engine/chance.ts', because: 'the bytes of a label and the words of its digest' },
  { path: 'engine/quantile.ts', because: 'a table that every draw searches' },
  { path: 'engine/weibull-knots.ts', because: 'a table that every draw searches' },
  { path: 'models/memory/cache.ts', because: 'cache tags: one per line of every cache' },
  { path: 'models/memory/replacements/', because: 'cache tags: the order of the ways of every set' },
  { path: 'models/memory/prefetchers/', because: 'the table of a prefetcher, beside the tags' },
  { path: 'models/memory/machine/request.ts', because: 'requests in flight, looked at once per access' },
  { path: 'models/memory/replay/', because: 'cache tags: shared with compiled code as one piece of memory' },
  { path: 'models/memory/trace/', because: 'bytes of trace files, in batches' },
  {
    path: 'models/virtio/guest-memory.ts',
    because: 'bytes of a guest: what drivers and devices write is checked to the bit',
  },
  { path: 'analysis/league/paired-test.ts', because: 'counts over all sign patterns of the exact test' },
  { path: 'analysis/ffi/', because: 'the records of a run as columns, filled and compared again run after run' },
  { path: 'models/memory/patterns/chase.ts', because: 'a permutation of all lines of a working set' },
  {
    path: 'analysis/response-time/order-statistics.ts',
    because: 'sorts numbers as numbers, without a comparator',
  },
  { path: 'reports/evidence/zip.ts', because: 'bytes of an archive' },
  { path: 'reports/cli/', because: 'bytes of files and of standard input' },
];

export const longFiles: readonly Exception[] = [
  {
    path: 'analysis/bound/guest-bounds.ts',
    because: 'one guest as the bounds see it: each of its terms beside the next',
  },
  { path: 'bench/generate/engine-control.ts', because: 'one ECU file written out: its tables stand beside its text' },
  { path: 'bench/validation/mibench/profiles.ts', because: 'data: reuse distances of twelve programs' },
  {
    path: 'engine/queue.ts',
    because: 'one structure whose three parts share their columns; hot functions call no other file',
  },
  {
    path: 'models/guest/guest.ts',
    because: "the mechanism of a guest: every step of a job's life, each the other's caller",
  },
  { path: 'models/hypervisor/machine.ts', because: 'the phases of an instant, and all that may be armed in them' },
  { path: 'models/memory/machine/core.ts', because: 'one pipeline of an access, from issue to retirement' },
  { path: 'models/memory/machine/dram.ts', because: 'one controller: banks, rows and its queue, with their sources' },
  {
    path: 'models/memory/rate/rate-contention.ts',
    because: 'who runs beside whom, and what that does to each: one fixed point',
  },
  { path: 'models/scheduling/fair-policy.ts', because: 'what all fair policies share, stated once' },
  {
    path: 'models/scheduling/policies/credit.ts',
    because: 'one real scheduler with its quirks, each with its line in Xen',
  },
  {
    path: 'models/scheduling/policies/credit2.ts',
    because: 'one real scheduler with its quirks, each with its line in Xen',
  },
  {
    path: 'models/scheduling/policies/eevdf.ts',
    because: 'one real scheduler with its quirks, each with its line in Linux',
  },
  {
    path: 'models/virtio/virtio-device.ts',
    because: 'one device end: a request from its notification to its used buffer, with every cost on the way',
  },
  { path: 'reports/boot/boot-sheets.ts', because: 'the sections of one page, in its order' },
  { path: 'reports/chart/timeline.ts', because: 'one chart: lanes, axis, marks and texts share one plan' },
  { path: 'scenarios/build.ts', because: 'the place that constructs: the order of its steps is the point' },
  { path: 'scenarios/ecu.ts', because: 'one vocabulary: the resolved description, type after type' },
  { path: 'scenarios/print.ts', because: 'the file format once more, in the order in which it is written' },
  { path: 'scenarios/reading/reader.ts', because: 'one walk over the tree of a file' },
];
