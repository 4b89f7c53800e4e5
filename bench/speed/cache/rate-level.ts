/**
 * What the rate level costs: each ECU of the shelf with memory demands, with it and without memory, in turns and best of
 * several rounds, as a user runs them (ledger, records, fingerprint). Its times differ, so its events do too.
 */
import { readFileSync } from 'node:fs';
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { load } from '../../../scenarios/load.ts';
import { run } from '../../../scenarios/run.ts';

const names = ['cockpit', 'engine-control', 'waters2019'];
const rounds = 5;
export const mostTimes = 2;

export interface RateLevelCost {
  readonly name: string;
  readonly withoutMs: number;
  readonly withMs: number;
}

function ecuOf(name: string): EcuDescription {
  const file = new URL(`../../../../scenarios/ecus/${name}.yaml`, import.meta.url);
  const loaded = load({ main: { path: name, text: readFileSync(file, 'utf8') }, read: () => null });
  if (!loaded.ok) throw new Error(`${name} does not load`);
  return loaded.ecu;
}

function timeMs(ecu: EcuDescription): number {
  const start = performance.now();
  run(ecu, { seed: ecu.run.seed, horizonPs: ecu.run.horizonPs, keep: () => false });
  return performance.now() - start;
}

export function rateLevelCosts(): RateLevelCost[] {
  return names.map((name) => {
    const ecu = ecuOf(name);
    const without: EcuDescription = { ...ecu, memory: { ...ecu.memory, fidelity: 'none' } };
    let [withoutMs, withMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round += 1) {
      withoutMs = Math.min(withoutMs, timeMs(without));
      withMs = Math.min(withMs, timeMs(ecu));
    }
    return { name, withoutMs, withMs };
  });
}
