/** Files of a campaign that need files: counterexamples as whole ECUs, and the log of all campaigns of an ECU. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { faultText } from '../../scenarios/faults-of.ts';
import { printEcu } from '../../scenarios/print.ts';
import { canonical } from '../evidence/canonical.ts';
import type { Artefact } from '../medium.ts';
import { loadEcu } from './ecu-file.ts';
import { campaignRow } from './evidence-records.ts';
import type { FfiOrder } from './ffi-run.ts';
import type { Host } from './host.ts';
import { packageInfo } from './package-info.ts';
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

const logName = 'campaigns.jsonl';

/** Every campaign of an ECU leaves a row, refuted ones too; evidence carries them. */
export function campaignLog(folder: string, order: FfiOrder, facts: FfiFacts, host: Host): Artefact {
  const path = resolve(host.cwd, join(folder, logName));
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return { name: logName, text: `${before}${canonical(campaignRow(order, facts, packageInfo().version))}\n` };
}
