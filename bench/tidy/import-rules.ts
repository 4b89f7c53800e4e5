/**
 * Who may import whom: the table of the house as data. The first row whose `from` begins a file's path holds for it.
 * A target is a path or the beginning of one; `types` allows `import type` only. Tests are held to the order of the
 * floors alone, since they build real runs to have something to judge.
 */
export interface ImportRow {
  readonly from: string;
  /** Files whose values may be imported. */
  readonly values: readonly string[];
  /** Files of which only types may be imported. */
  readonly types?: readonly string[];
  /** Packages of the registry. */
  readonly packages: readonly string[];
  /** May use Node's own modules; everything else must run unchanged in a browser worker. */
  readonly node?: boolean;
  readonly because: string;
}

const drawing = ['csv-stringify', 'd3-node', 'd3-scale', 'd3-selection', 'd3-shape'];

export const importTable: readonly ImportRow[] = [
  {
    from: 'engine/',
    values: ['engine/'],
    packages: ['pure-rand', '@noble/hashes'],
    because: 'the engine knows no word of hypervisors',
  },
  {
    from: 'models/',
    values: ['engine/', 'models/'],
    packages: ['zod'],
    because: 'models live in simulated time and know no file',
  },
  {
    from: 'scenarios/',
    values: ['engine/', 'models/', 'scenarios/'],
    packages: ['zod', 'yaml', '@noble/hashes'],
    because: 'a scenario describes and constructs models; it judges nothing',
  },
  ...['analysis/ffi/', 'analysis/sizing/'].map((from) => ({
    from,
    values: [
      'engine/time.ts',
      'engine/check.ts',
      'engine/chance.ts',
      'engine/trace/',
      'models/records.ts',
      'scenarios/ecu.ts',
      'scenarios/run.ts',
      'scenarios/digest.ts',
      'scenarios/entity-table.ts',
      'scenarios/injection-points.ts',
      'scenarios/load.ts',
      'analysis/',
    ],
    packages: ['zod', 'fast-check', '@noble/hashes'],
    because:
      'claims and sizing run scenarios again; nothing else of analysis does. Adversaries are drawn by fast-check',
  })),
  {
    from: 'analysis/',
    values: [
      'engine/time.ts',
      'engine/check.ts',
      'engine/trace/',
      'models/records.ts',
      'scenarios/ecu.ts',
      'analysis/',
    ],
    packages: ['zod'],
    because:
      'analysis sees what was recorded, never the models that recorded it: a bound and a simulation share no code',
  },
  {
    from: 'reports/cli/',
    values: ['engine/', 'scenarios/', 'analysis/', 'reports/'],
    packages: ['yargs', 'piscina'],
    node: true,
    because: 'the command line is the only place that reads and writes files; it speaks to models through scenarios',
  },
  {
    from: 'reports/playground/',
    values: ['engine/', 'scenarios/', 'analysis/', 'reports/'],
    packages: [],
    because: 'the browser page does what the command line does, without Node',
  },
  {
    from: 'reports/',
    values: ['engine/time.ts', 'engine/check.ts', 'engine/trace/', 'models/records.ts', 'reports/'],
    types: ['scenarios/', 'analysis/'],
    packages: drawing,
    because: 'a report shows what was explained and computes nothing',
  },
  {
    from: 'bench/',
    values: ['engine/', 'models/', 'scenarios/', 'analysis/', 'reports/', 'bench/'],
    packages: ['benny', 'pure-rand', 'typescript', 'zod', 'yaml', 'vitest', 'fast-check'],
    node: true,
    because: 'the bench holds all of them to account',
  },
];

/** Pairs that never import each other though their row allows it. */
export const strangers: readonly (readonly [string, string])[] = [
  ['reports/cli/', 'reports/playground/'],
  ['reports/playground/', 'reports/cli/'],
  ['reports/media/', 'reports/cli/'],
  ['reports/sheets/', 'reports/cli/'],
];

/** Open shelves: their member files never import each other. */
export const shelves: readonly string[] = [
  'models/scheduling/policies',
  'models/memory/regulators',
  'models/hypervisor/profiles',
  'models/virtio/devices',
  'models/medium/media',
  'models/boot/engines',
  'models/guest/kernels',
  'models/workload/activations',
  'models/workload/executions',
  'models/workload/demands',
  'models/fault/injections',
  'scenarios/socs',
  'scenarios/suites',
  'scenarios/importers',
  'analysis/boot/levers',
  'analysis/requirements',
  'analysis/response-time/bounds',
  'analysis/ffi/claims',
  'analysis/importers',
  'reports/sheets',
  'reports/media',
  'reports/exporters',
  'reports/cli/commands',
];

/** Broken rules that are known and wait for their repair: `file -> target`. It starts empty and should stay so. */
export const debt: readonly string[] = [];
