/** The shelf of workload suites: one line per member of `suites/`. */
import type { SuiteDefinition } from './suite.ts';
import { automotiveMix } from './suites/automotive-mix.ts';
import { burstyIo } from './suites/bursty-io.ts';
import { latencySensitiveBatch } from './suites/latency-sensitive-batch.ts';
import { lockHeavyGuest } from './suites/lock-heavy-guest.ts';
import { overload } from './suites/overload.ts';

export const suites = {
  'automotive-mix': automotiveMix,
  'bursty-io': burstyIo,
  'latency-sensitive-batch': latencySensitiveBatch,
  'lock-heavy-guest': lockHeavyGuest,
  overload,
} as const satisfies Record<string, SuiteDefinition>;

/** How a suite is named where an ECU is expected: `suite:overload`. */
export const suitePrefix = 'suite:';

export function suiteOf(ecu: string): SuiteDefinition | undefined {
  const name = ecu.slice(suitePrefix.length);
  return ecu.startsWith(suitePrefix) && Object.hasOwn(suites, name) ? suites[name as keyof typeof suites] : undefined;
}
