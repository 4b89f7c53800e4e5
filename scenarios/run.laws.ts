/**
 * Laws of every run, as functions that throw when one is broken: they hold on the ECUs of the shelf and on generated ones.
 *
 * A law may name ECUs that it does not speak of, with the reason; tests show such an ECU as skipped.
 */
import { expect } from 'vitest';
import { PushLedger } from '../models/ledger/push-ledger.test-support.ts';
import { type Cause, causes, type Entities, isCharge, recordKinds } from '../models/records.ts';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../models/scheduling/policy.ts';
import type { EcuDescription } from './ecu.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { ShuffledKernel } from './shuffled-kernel.test-support.ts';

/** Six numbers each: kind, instant, subject, item, object, value. */
export type Records = readonly (readonly number[])[];

export function recordsOf({ recording }: RunResult, which: (kind: number) => boolean = () => true): Records {
  const records: number[][] = [];
  recording.trace.forEach({
    record(kind, ...rest) {
      if (which(kind)) records.push([kind, ...rest]);
    },
  });
  return records;
}

/** What a law judges: an ECU, how to run it, and the plain run, made once for all laws. */
export class RunUnderLaw {
  readonly ecu: EcuDescription;
  readonly options: RunOptions;
  #plain: RunResult | null = null;
  #records: Records | null = null;

  constructor(ecu: EcuDescription, options: RunOptions) {
    this.ecu = ecu;
    this.options = options;
  }

  get plain(): RunResult {
    this.#plain ??= run(this.ecu, this.options);
    return this.#plain;
  }

  get records(): Records {
    this.#records ??= recordsOf(this.plain);
    return this.#records;
  }

  /** Another run that differs in `options` alone. */
  again(options: Partial<RunOptions>): RunResult {
    return run(this.ecu, { ...this.options, ...options });
  }
}

export interface RunLaw {
  readonly name: string;
  holds(subject: RunUnderLaw): void;
  /** ECUs that the law does not speak of: why, or null. Absent: it speaks of all. */
  exempts?(ecu: EcuDescription): string | null;
}

/** Equal record by record; the message names the first that is not. */
function expectSameRecords(theirs: Records, ours: Records, entities: Entities): void {
  const count = Math.max(theirs.length, ours.length);
  for (let index = 0; index < count; index += 1) {
    const their = theirs[index];
    const our = ours[index];
    if (their !== undefined && our !== undefined && their.every((number, column) => number === our[column])) continue;
    expect.fail(`record ${index} differs:\n  ${written(their, entities)}\n  ${written(our, entities)}`);
  }
}

const kindNames = new Map<number, string>([
  ...Object.entries(recordKinds).map(([name, kind]) => [kind, name] as const),
  ...causes.map((cause, index) => [recordKinds.charge + index, `charge ${cause}`] as const),
]);

function written(record: readonly number[] | undefined, entities: Entities): string {
  if (record === undefined) return 'no record';
  const [kind, atPs, subject, item, object, value] = record as [number, number, number, number, number, number];
  const name = (id: number) => entities[id]?.name ?? `${id}`;
  return `${atPs} ps: ${kindNames.get(kind) ?? kind} of ${name(subject)} #${item}, object ${name(object)}, value ${value}`;
}

const contentionKinds = ['contention-cache', 'contention-interconnect', 'contention-dram'].map(
  (cause) => recordKinds.charge + causes.indexOf(cause as Cause),
);

/**
 * Contention of a job is cut among culprits at each settlement, where one picosecond may move from one to another, never in
 * the sum: the law holds for the sum.
 */
function withContentionSummed(records: Records): Records {
  const sums = new Map<string, number>();
  const rest = records.filter(([kind, , subject, item, , value]) => {
    if (!contentionKinds.includes(kind!)) return true;
    const job = `${subject} ${item}`;
    sums.set(job, (sums.get(job) ?? 0) + value!);
    return false;
  });
  return [...rest, ...[...sums].map(([job, ps]) => [...job.split(' ').map(Number), ps])];
}

/** Policies that share one budget among processors notice its end when they look; see `PolicyDefinition`. */
export const lookingPolicies: readonly string[] = Object.values(policies as Record<string, PolicyDefinition>).flatMap(
  ({ name, looksWhenCharged }) => (looksWhenCharged === true ? [name] : []),
);

const withoutCharges = (kind: number) => !isCharge(kind);

export const runLaws: readonly RunLaw[] = [
  {
    name: 'the same run has the same records',
    holds(subject) {
      const again = subject.again({});
      expectSameRecords(recordsOf(again), subject.records, again.recording.entities);
      expect(again.fingerprint).toBe(subject.plain.fingerprint);
    },
  },
  {
    // That the charges of each job sum to its response time is checked inside every run with a ledger.
    name: 'without the ledger, the same times to the bit',
    holds(subject) {
      const bare = subject.again({ ledger: false });
      const full = subject.records.filter(([kind]) => withoutCharges(kind!));
      expectSameRecords(recordsOf(bare), full, bare.recording.entities);
      expect(bare.fingerprint).toBe(subject.plain.fingerprint);
    },
  },
  {
    name: 'the ledger equals its naive twin',
    holds(subject) {
      const twin = subject.again({ createLedger: () => new PushLedger() });
      expectSameRecords(recordsOf(twin), subject.records, twin.recording.entities);
    },
  },
  {
    name: 'settling more often moves nothing',
    exempts: ({ hypervisor }) => {
      const looking = hypervisor.pools.map(({ policy }) => policy).find((name) => lookingPolicies.includes(name));
      return looking === undefined ? null : `${looking} looks at a shared budget whenever time is charged`;
    },
    holds(subject) {
      const often = subject.again({ settleEveryPs: Math.ceil(subject.options.horizonPs / 997) });
      expectSameRecords(
        withContentionSummed(recordsOf(often)),
        withContentionSummed(subject.records),
        often.recording.entities,
      );
      expect(often.fingerprint).toBe(subject.plain.fingerprint);
    },
  },
  {
    name: 'shuffling arrivals within a phase changes no record',
    holds(subject) {
      for (const shuffle of [1, 2, 3]) {
        const kernel = new ShuffledKernel(1000 * subject.options.seed + shuffle);
        const shuffled = subject.again({ kernel });
        expectSameRecords(recordsOf(shuffled), subject.records, shuffled.recording.entities);
      }
    },
  },
];
