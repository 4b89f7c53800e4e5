/**
 * The golden of an ECU: what a short run of it records, as one hash per kind of record (per cause, for the ledger's), beside
 * the file. When it moves, the lines that differ name the ingredients that moved.
 *
 * Seed: the ECU's own. Horizon: its own, at most `goldenHorizonPs`. Renew with `npx vitest run scenarios/ecus -u`, and say
 * in the commit which ingredient moved and why.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { Trace } from '../../engine/trace/trace.ts';
import { causes, recordKinds, requestStages } from '../../models/records.ts';
import type { EcuDescription } from '../ecu.ts';
import { run } from '../run.ts';
import { shelfText } from './shelf.test-support.ts';

export const goldenHorizonPs = 400e9;

export interface Golden {
  readonly seed: number;
  readonly horizonPs: number;
  /** Of the run (`RunResult.fingerprint`): all ingredients but the ledger's, in one. */
  readonly fingerprint: string;
  /** By kind of record: how many, and the first 16 digits of the SHA-256 over them. */
  readonly records: Readonly<Record<string, string>>;
}

const { charge: firstCharge, request: firstStage, ...plainKinds } = recordKinds;
const ingredients: readonly (readonly [name: string, kind: number])[] = [
  ...Object.entries(plainKinds),
  ...requestStages.map((stage, index) => [`request ${stage}`, firstStage + index] as const),
  ...causes.map((cause, index) => [`charge ${cause}`, firstCharge + index] as const),
];

export function goldenOf(ecu: EcuDescription): Golden {
  const horizonPs = Math.min(ecu.run.horizonPs, goldenHorizonPs);
  const { seed } = ecu.run;
  const counts = new Map<number, number>();
  const counter: RecordSink = { record: (kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1) };
  const hashes = ingredients.map(
    ([, kind]) => new Trace({ keep: () => false, fingerprint: (other) => other === kind }),
  );
  const { fingerprint } = run(ecu, { seed, horizonPs, keep: () => false, observers: [counter, ...hashes] });
  const known = new Set(ingredients.map(([, kind]) => kind));
  for (const kind of counts.keys()) if (!known.has(kind)) throw new Error(`a record of a kind without a name: ${kind}`);
  const records = ingredients.flatMap(([name, kind], index) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [[name, `${count} ${hashes[index]!.fingerprint().slice(0, 16)}`] as const];
  });
  return { seed, horizonPs, fingerprint, records: Object.fromEntries(records) };
}

/** Path of the golden relative to this folder. */
export function goldenFile(name: string): string {
  return `${name}.golden.json`;
}

/** The golden as it stands beside the ECU. */
export function storedGolden(name: string): Golden {
  return JSON.parse(shelfText(goldenFile(name))) as Golden;
}
