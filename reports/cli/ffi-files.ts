/** Counterexamples as files: the whole ECU with the adversary under `faults`, to be run like any other. */
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { faultText } from '../../scenarios/faults-of.ts';
import { printEcu } from '../../scenarios/print.ts';
import type { Artefact } from '../medium.ts';
import { loadEcu } from './ecu-file.ts';
import type { FfiOrder } from './ffi-run.ts';
import type { Host } from './host.ts';
import { exactTime, formatReplayLine } from './replay-line.ts';

export function counterexampleFiles(order: FfiOrder, facts: FfiFacts, host: Host): Artefact[] {
  return facts.claims.flatMap(({ id, counterexample }) => {
    if (counterexample === null) return [];
    const { program, ecuSeed, horizonPs, judgement } = counterexample;
    const faults = program.map((action, index) => `faults.${id}-${index + 1}=${faultText(action)}`);
    const overrides = [...order.overrides, `run.seed=${ecuSeed}`, `run.horizon=${exactTime(horizonPs)}`, ...faults];
    const ecu = loadEcu(order.name, overrides, host);
    const line = formatReplayLine({
      ecu: order.name,
      seed: ecuSeed,
      horizonPs,
      overrides,
      sha256: ecu.sha256,
      fingerprint: null,
    });
    const text = `# Counterexample to claim ${id} of ${facts.ecu.name}: ${judgement.detail}.\n# ${line}\n${printEcu(ecu)}`;
    return [{ name: `counterexample-${id}.yaml`, text }];
  });
}
