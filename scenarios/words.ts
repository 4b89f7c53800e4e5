/**
 * The words in which the shape of an ECU file is written: Zod schemas with a mark (`meta`) where a value is more than its
 * type: a reference to a named thing, a map of named things, a member of a shelf. `reading/` obeys the marks, and
 * `json-schema.ts` turns them into what an editor understands.
 */
import { z } from 'zod';
import type { Grade, QuantityKind } from '../models/parameter.ts';

/** What a name in an ECU file can point to. */
export type RefKind =
  | 'source'
  | 'vm'
  | 'vcpu'
  | 'task'
  | 'any-task'
  | 'group'
  | 'resource'
  | 'interrupt'
  | 'device'
  | 'channel'
  | 'medium'
  | 'channel-or-medium'
  | 'accelerator'
  | 'pcpu'
  | 'policy'
  | 'pool'
  | 'back-end'
  | 'stage'
  | 'task-or-stage'
  | 'milestone'
  | 'chain'
  | 'chain-link'
  | 'requirement'
  | 'load'
  | 'victim'
  | 'place';

/** The shelves whose members are chosen by `use`. */
export type ShelfName =
  | 'socs'
  | 'profiles'
  | 'kernels'
  | 'activations'
  | 'executions'
  | 'demands'
  | 'regulators'
  | 'media'
  | 'devices'
  | 'protections'
  | 'requirements'
  | 'claims'
  | 'faults';

/** Marks of a schema. `quantity` comes from `models/parameter.ts`. */
export interface Mark {
  readonly quantity?: QuantityKind | 'cost';
  readonly ref?: RefKind;
  /** A map by name: what one of its things is called. */
  readonly named?: string;
  /** `count` repeats the thing (it does not for core types, where it is their number). */
  readonly repeats?: boolean;
  /** A map whose keys are references. */
  readonly keys?: RefKind;
  readonly member?: ShelfName;
  /** Parameters by policy: those of a hypervisor or kernel, or of one of its units. */
  readonly perPolicy?: 'level' | 'unit';
  /** `key: word` is short for `key: {use: word}`; the word that counts where none is written. */
  readonly implied?: string;
  /** A number that is structure (a core's index, a version), not a parameter with provenance. */
  readonly structural?: boolean;
  /** `path=value`, as in `--set`. */
  readonly control?: boolean;
  /** What a map without name is called in messages. */
  readonly noun?: string;
  /** Where a default number comes from; without it a default is an assumption. */
  readonly sheet?: { readonly source: string; readonly grade: Grade };
}

export const mark = <T extends z.ZodType>(schema: T, marks: Mark): T => schema.meta({ ...marks }) as T;

/** Marks of a schema, those of its wrappers (optional, default) first. */
export function marksOf(schema: z.ZodType): Mark {
  let marks = knownMarks.get(schema);
  if (marks === undefined) {
    marks = collectMarks(schema);
    knownMarks.set(schema, marks);
  }
  return marks;
}

const knownMarks = new WeakMap<z.ZodType, Mark>();

function collectMarks(schema: z.ZodType): Mark {
  let marks: Mark = {};
  let at: z.ZodType | null = schema;
  while (at !== null) {
    marks = { ...(at.meta() as Mark | undefined), ...marks };
    at =
      at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodPrefault
        ? (at.unwrap() as z.ZodType)
        : null;
  }
  return marks;
}

/** The schema inside optional, default and prefault, and what stands for an absent value. */
export function unwrap(schema: z.ZodType): Unwrapped {
  let unwrapped = knownUnwrapped.get(schema);
  if (unwrapped === undefined) {
    unwrapped = takeOff(schema);
    knownUnwrapped.set(schema, unwrapped);
  }
  return unwrapped;
}

interface Unwrapped {
  readonly inner: z.ZodType;
  readonly required: boolean;
  /** Text or value as in a file (`prefault`), or a value in code units (`default`). */
  readonly fallback: { readonly written: unknown } | { readonly parsed: unknown } | null;
}

const knownUnwrapped = new WeakMap<z.ZodType, Unwrapped>();

function takeOff(schema: z.ZodType): Unwrapped {
  let inner = schema;
  let required = true;
  let fallback: { written: unknown } | { parsed: unknown } | null = null;
  for (;;) {
    if (inner instanceof z.ZodOptional) inner = inner.unwrap() as z.ZodType;
    else if (inner instanceof z.ZodDefault) {
      fallback ??= { parsed: inner.def.defaultValue };
      inner = inner.unwrap() as z.ZodType;
    } else if (inner instanceof z.ZodPrefault) {
      fallback ??= { written: inner.def.defaultValue };
      inner = inner.unwrap() as z.ZodType;
    } else return { inner, required, fallback };
    required = false;
  }
}

export const text = () => z.string();
export const flag = () => z.boolean();
export const ref = (kind: RefKind) => mark(z.string(), { ref: kind });
export const refs = (kind: RefKind) => z.array(ref(kind));
export const named = <T extends z.ZodType>(noun: string, thing: T) =>
  mark(z.record(z.string(), thing), { named: noun, repeats: true });
/** A chosen member of a shelf with its parameters. */
export const member = <T = { use: string; [key: string]: unknown }>(shelf: ShelfName, implied?: string) =>
  mark(z.custom<T>(), implied === undefined ? { member: shelf } : { member: shelf, implied });
export const perPolicy = (of: 'level' | 'unit') =>
  mark(z.custom<Record<string, Record<string, unknown>>>(), { perPolicy: of }).prefault({});

/** A quantity above zero: zero work and zero periods would let time stand still. */
export const positive = <T extends z.ZodType>(quantity: T): T =>
  quantity.refine((value) => typeof value !== 'number' || value > 0, { error: 'must be larger than 0' }) as T;

/** True when a map takes keys beyond those of its shape. */
export function isLoose(schema: z.ZodObject): boolean {
  return schema.def.catchall instanceof z.ZodUnknown;
}
