/**
 * The socket of the shelf `socs/`: the sheet of a chip. A sheet says what the silicon offers, every number as
 * text with its unit, its public source and its grade, in the keys of the ECU file (snake case); the loader lays the file's
 * own `soc:` map over it (JSON Merge Patch), so each number of a sheet can be changed and keeps its source until it is.
 * Core type names are what `pcpus: [a53]` may say; pCPU numbers run through the types sorted by name.
 */
import { z } from 'zod';
import { count, frequency, rate, type Sourced, size, time } from '../models/parameter.ts';

export interface CoreSheet {
  /** Frequency, `1.2 GHz`. Execution times of an ECU file hold at this clock. */
  readonly clock: Sourced;
  readonly count: Sourced<number>;
}

export interface AcceleratorSheet {
  readonly clock: Sourced;
  /** Time a core spends to start one piece of work and to take its result. */
  readonly call_cost: Sourced;
  readonly policy: Sourced<'fifo' | 'priority'>;
}

export interface CacheSheet {
  /** 1, 2 or 3. */
  readonly level: Sourced<number>;
  readonly kind: Sourced<'instruction' | 'data' | 'unified'>;
  /** Core types that have it. */
  readonly cores: Sourced<readonly string[]>;
  /** One for each core, or one for all cores of these types. */
  readonly shared: Sourced<boolean>;
  readonly size: Sourced;
  readonly ways: Sourced<number>;
  readonly line: Sourced;
}

export interface DramSheet {
  readonly kind?: Sourced;
  readonly size?: Sourced;
  /** Of the pins; `bandwidth` is what was reached. */
  readonly peak?: Sourced;
  readonly bandwidth?: Sourced;
  readonly latency?: Sourced;
  readonly channels?: Sourced<number>;
  readonly banks?: Sourced<number>;
}

export interface InterconnectSheet {
  readonly kind?: Sourced;
  readonly bandwidth?: Sourced;
  readonly latency?: Sourced;
}

export interface IommuSheet {
  readonly kind?: Sourced;
  readonly present: Sourced<boolean>;
}

/** A member of the shelf `socs/`. */
export interface SocSheet {
  readonly name: string;
  /** Maker and document: `AMD/Xilinx ZCU104 board, UG1267`. */
  readonly origin: string;
  /** One sentence. */
  readonly summary: string;
  readonly cores: Readonly<Record<string, CoreSheet>>;
  readonly accelerators: Readonly<Record<string, AcceleratorSheet>>;
  readonly caches: Readonly<Record<string, CacheSheet>>;
  readonly dram: DramSheet | null;
  readonly interconnect: InterconnectSheet | null;
  readonly iommu: IommuSheet | null;
}

const cacheShape = {
  level: count(1, 3),
  kind: z.enum(['instruction', 'data', 'unified']),
  cores: z.array(z.string()),
  shared: z.boolean(),
  size: size(),
  ways: count(1),
  line: size(),
};
const dramShape = {
  kind: z.string(),
  size: size(),
  peak: rate(),
  bandwidth: rate(),
  latency: time(),
  channels: count(1),
  banks: count(1),
};
const interconnectShape = { kind: z.string(), bandwidth: rate(), latency: time() };
const iommuShape = { kind: z.string(), present: z.boolean() };
const coreShape = { clock: frequency(), count: count(1, 64) };
const acceleratorShape = { clock: frequency(), call_cost: time(), policy: z.enum(['fifo', 'priority']) };

/** What each part of a resolved `soc:` may hold: key to schema of the plain value. The ECU file's checker uses it too. */
export const socShapes = {
  core: coreShape,
  accelerator: acceleratorShape,
  cache: cacheShape,
  dram: dramShape,
  interconnect: interconnectShape,
  iommu: iommuShape,
} as const;

function sourced(value: z.ZodType) {
  return z.strictObject({ value, source: z.string().min(1), grade: z.enum(['measured', 'published', 'assumed']) });
}
function sourcedObject(shape: Readonly<Record<string, z.ZodType>>, required: readonly string[]) {
  const entries = Object.entries(shape).map(([key, value]) => {
    return [key, required.includes(key) ? sourced(value) : sourced(value).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(entries));
}

/** Checks a sheet: units, grades, no key too many. For the test of the shelf; files are checked by `load.ts`. */
export const socSheetSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  origin: z.string().min(1),
  summary: z.string().min(1),
  cores: z.record(z.string(), sourcedObject(coreShape, ['clock', 'count'])),
  accelerators: z.record(z.string(), sourcedObject(acceleratorShape, Object.keys(acceleratorShape))),
  caches: z.record(z.string(), sourcedObject(cacheShape, Object.keys(cacheShape))),
  dram: sourcedObject(dramShape, []).nullable(),
  interconnect: sourcedObject(interconnectShape, []).nullable(),
  iommu: sourcedObject(iommuShape, ['present']).nullable(),
});
