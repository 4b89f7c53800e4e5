/**
 * End-to-end latencies that others computed, beside those that we find in a run of the ECU of the shelf.
 *
 * WATERS 2019, logical execution time: from the release of the first task to the end-of-period output of the last. The
 * latencies are theirs for tasks that keep their periods. SFM does not always: on a Denver core its published largest times
 * add up to 34.51 ms (3.18 + 27.8 + 3.53), its period is 33 ms, so about one job in forty is late and its output comes with
 * its finish. The row compares with the kernel of SFM at its published mean; the ECU as it stands takes 68 ms, one base step of 3 ms
 * (the greatest common divisor of 33 ms and 15 ms) more.
 */
import { explainRun } from '../../../analysis/explain-run.ts';
import { load } from '../../../scenarios/load.ts';
import { run } from '../../../scenarios/run.ts';
import { shelf } from '../../engines/shelf.ts';
import type { Comparison, Validation } from '../comparison.ts';

const msPs = 1e9;
/** Two hyperperiods of the chains: every relative phase occurs. */
const horizonPs = 26_400 * msPs;
/** Localization starts with the others, as in the published model; on the shelf it waits for the first detection. */
const published = ['vms.adas.tasks.localization.offset=0 ms'];
const sfmInTime = 'vms.adas.tasks.sfm.steps.kernel.run.per_core.denver={use: fixed, time: 24.8 ms}';

/** Largest reaction of each chain of the ECU with `overrides`, in ms. */
export function reactions(overrides: readonly string[]): ReadonlyMap<string, number> {
  const { texts } = shelf();
  const main = { path: 'waters2019.yaml', text: texts['waters2019.yaml']! };
  const loaded = load({ main, read: (name) => texts[name] ?? null }, { overrides });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { seed } = loaded.ecu.run;
  const { recording, fingerprint } = run(loaded.ecu, { seed, horizonPs });
  const { chains } = explainRun(loaded.ecu, recording, { seed, fingerprint });
  return new Map(chains.map(({ chain, reaction }) => [chain, (reaction?.maxPs ?? 0) / msPs]));
}

function row(what: string, theirs: number, ours: number): Comparison {
  return { what, unit: 'ms', theirs, ours, tolerance: 0 };
}

export const chainLatencies: readonly Validation[] = [
  {
    name: 'WATERS 2019 chains (logical execution time)',
    source: 'panorama-research/mobstr-dataset, results.json (its ps are ns)',
    compare() {
      const inTime = reactions([...published, sfmInTime]);
      return [
        row('lidar to DASM', 875, inTime.get('lidar_to_dasm')!),
        row('SFM to DASM', 65, inTime.get('sfm_to_dasm')!),
        row('detection to DASM', 230, inTime.get('detection_to_dasm')!),
      ];
    },
  },
];
