/**
 * Paired runs per second: two guests on two cores, 100 ms, a program of 1 to 24 actions each, the reference kept per seed. One
 * core; processor time of this process, since a campaign shares its machine. Targets of the issue: 1 000 pairs per second and
 * core, and 10 000 pairs on two cores in 10 s.
 */
import { planOf } from '../../../analysis/ffi/plan.ts';
import { prepare, Trial } from '../../../analysis/ffi/trial.ts';
import { load } from '../../../scenarios/load.ts';
import type { Bench } from '../bench.ts';

const target = 1000;
const pairs = 1024;
const rounds = 4;

const text = `
bulkhead: 1
run: {horizon: 100 ms}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {policy: rtds}
vms:
  display:
    asil: B
    vcpus: {main: {pcpus: [0], budget: 4 ms, period: 10 ms}}
    tasks: {show: {period: 10 ms, execution: {use: uniform, min: 2 ms, max: 3 ms}}}
  media:
    vcpus: {main: {pcpus: [1], budget: 1 ms, period: 5 ms}}
    tasks: {play: {period: 5 ms, execution: {use: uniform, min: 500 us, max: 800 us}}}
claims:
  strict: {use: strict-noninterference, victim: display}
  overload: {use: deadline, victim: display, effects: [T4]}
`;

export const pairedRuns = {
  summary: `pairs of runs per second and core (target ${target})`,
  run: (print) => {
    const loaded = load({ main: { path: 'bench.yaml', text }, read: () => null });
    if (!loaded.ok) throw new Error('the ECU of this bench does not load');
    const missed: string[] = [];
    for (const claim of loaded.ecu.claims) {
      const prepared = prepare(loaded.ecu, claim);
      if ('verdict' in prepared) throw new Error(prepared.reason);
      const plan = planOf(claim.name, loaded.ecu, { runs: pairs, horizonPs: 100e9, seed: 1 });
      const trial = new Trial(prepared, loaded.ecu, plan);
      trial.batch(0, pairs);
      let best = 0;
      for (let round = 0; round < rounds; round += 1) {
        const before = process.cpuUsage();
        const { ran } = trial.batch(0, pairs);
        const { user, system } = process.cpuUsage(before);
        best = Math.max(best, (ran * 1e6) / (user + system));
      }
      print(`  ${claim.name.padEnd(10)} ${best.toFixed(0).padStart(6)} pairs per second of one core`);
      if (best < target) missed.push(`${claim.name}: ${best.toFixed(0)} pairs per second, target ${target}`);
    }
    return missed;
  },
} as const satisfies Bench;
