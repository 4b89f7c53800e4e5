/** Runs an ECU and holds every finished job against the bound of its task. For the laws here and the soak in the bench. */
import { recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { run } from '../../scenarios/run.ts';
import { boundEcu } from './ecu-bounds.ts';

/** Longest response by `vm/task`; a task without a finished job is missing. */
export function longestResponses(ecu: EcuDescription, seed: number, horizonPs: number): ReadonlyMap<string, number> {
  const most = new Map<number, number>();
  const { recording } = run(ecu, {
    seed,
    horizonPs,
    ledger: false,
    fingerprint: false,
    keep: () => false,
    observers: [
      {
        record(kind, _atPs, subject, _item, _object, value) {
          if (kind === recordKinds.finish) most.set(subject, Math.max(most.get(subject) ?? 0, value));
        },
      },
    ],
  });
  return new Map([...most].map(([id, ps]) => [recording.entities[id]!.name, ps]));
}

export interface Held {
  readonly tasks: number;
  readonly bounded: number;
  /** Largest simulated / bound. */
  readonly closest: number;
  /** What broke the law, or null. */
  readonly broken: string | null;
}

export function holdAgainstBounds(ecu: EcuDescription, seed: number, horizonPs: number): Held {
  const { tasks } = boundEcu(ecu);
  const simulated = longestResponses(ecu, seed, horizonPs);
  let bounded = 0;
  let closest = 0;
  let broken: string | null = null;
  for (const [name, result] of tasks) {
    if (result.response === null) continue;
    bounded += 1;
    const ps = simulated.get(name) ?? 0;
    closest = Math.max(closest, ps / result.response);
    if (ps > result.response && broken === null)
      broken = `${name}: simulated ${ps} ps, bound ${result.response} ps of ${JSON.stringify(result.terms)} (seed ${seed}, horizon ${horizonPs} ps)`;
  }
  return { tasks: tasks.size, bounded, closest, broken };
}
