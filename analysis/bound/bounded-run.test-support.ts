/** Runs an ECU and holds every finished job against the bound of its task. For the laws here and the soak in the bench. */
import { recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import { run } from '../../scenarios/run.ts';
import { boundRows } from './bound-rows.ts';
import { boundEcu } from './ecu-bounds.ts';
import { ExtremesObserver } from './extremes.ts';

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
  /** Tasks, reactions and data ages. */
  readonly rows: number;
  readonly bounded: number;
  /** Chains with a bound among them. */
  readonly chains: number;
  /** Largest simulated / bound. */
  readonly closest: number;
  /** What broke the law, or null. */
  readonly broken: string | null;
}

export function holdAgainstBounds(ecu: EcuDescription, seed: number, horizonPs: number): Held {
  const observer = new ExtremesObserver(ecu, new EntityTable(ecu).entities);
  run(ecu, { seed, horizonPs, ledger: false, fingerprint: false, keep: () => false, observers: [observer] });
  const rows = boundRows(ecu, boundEcu(ecu), observer.extremes(horizonPs));
  const bounded = rows.filter(({ boundPs }) => boundPs !== null);
  const over = bounded.find(({ simulatedPs, boundPs }) => simulatedPs !== null && simulatedPs > boundPs!);
  return {
    rows: rows.length,
    bounded: bounded.length,
    chains: bounded.filter(({ kind }) => kind !== 'task').length,
    closest: bounded.reduce((most, { simulatedPs, boundPs }) => Math.max(most, (simulatedPs ?? 0) / boundPs!), 0),
    broken:
      over === undefined
        ? null
        : `${over.kind} ${over.subject}: simulated ${over.simulatedPs} ps, bound ${over.boundPs} ps of ${JSON.stringify(over.terms)} (seed ${seed}, horizon ${horizonPs} ps)`,
  };
}
