/**
 * Laws of every run, as functions that throw when one is broken: they hold on the ECUs of the shelf and on generated ones.
 */
import { expect } from 'vitest';
import { Kernel } from '../engine/kernel.ts';
import { PushLedger } from '../models/ledger/push-ledger.test-support.ts';
import { type Cause, causes, isCharge, recordKinds } from '../models/records.ts';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../models/scheduling/policy.ts';
import type { EcuDescription } from './ecu.ts';
import { type RunOptions, type RunResult, run } from './run.ts';

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

/** A kernel that takes the events of one phase in another order than the declared one. */
class ShuffledKernel extends Kernel {
  override slot(phase: number, rank: number, kind: number, target: number): number {
    return super.slot(phase, ((rank * 7919 + kind * 104_729) % 997) + 1, kind, target);
  }
}

export interface RunLaw {
  readonly name: string;
  holds(ecu: EcuDescription, options: RunOptions): void;
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
function looksWhenCharged({ hypervisor }: EcuDescription): boolean {
  const shelf: Readonly<Record<string, PolicyDefinition>> = policies;
  return hypervisor.pools.some(({ policy }) => shelf[policy]!.looksWhenCharged === true);
}

const withoutCharges = (kind: number) => !isCharge(kind);

export const runLaws: readonly RunLaw[] = [
  {
    name: 'the same run has the same records',
    holds: (ecu, options) => expect(recordsOf(run(ecu, options))).toEqual(recordsOf(run(ecu, options))),
  },
  {
    // That the charges of each job sum to its response time is checked inside every run with a ledger.
    name: 'without the ledger, the same times to the bit',
    holds(ecu, options) {
      const bare = run(ecu, { ...options, ledger: false });
      const full = run(ecu, options);
      expect(recordsOf(bare)).toEqual(recordsOf(full, withoutCharges));
      expect(bare.fingerprint).toBe(full.fingerprint);
    },
  },
  {
    name: 'the ledger equals its naive twin',
    holds: (ecu, options) =>
      expect(recordsOf(run(ecu, { ...options, createLedger: () => new PushLedger() }))).toEqual(
        recordsOf(run(ecu, options)),
      ),
  },
  {
    name: 'settling more often moves nothing',
    holds(ecu, options) {
      if (looksWhenCharged(ecu)) return;
      const often = run(ecu, { ...options, settleEveryPs: Math.ceil(options.horizonPs / 997) });
      expect(withContentionSummed(recordsOf(often))).toEqual(withContentionSummed(recordsOf(run(ecu, options))));
      expect(often.fingerprint).toBe(run(ecu, options).fingerprint);
    },
  },
  {
    name: 'shuffling arrivals within a phase changes no record',
    holds: (ecu, options) =>
      expect(recordsOf(run(ecu, { ...options, kernel: new ShuffledKernel() }))).toEqual(recordsOf(run(ecu, options))),
  },
];
