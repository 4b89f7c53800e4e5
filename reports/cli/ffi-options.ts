/** What `ffi` and `evidence` read alike: which claims, how many runs, and the same ECU with a path changed. */

import { withoutControls } from '../../analysis/ffi/control-trial.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { listOf, meant } from '../../scenarios/problem.ts';
import { BadInput } from './command.ts';
import { loadEcu } from './ecu-file.ts';
import type { Host } from './host.ts';

/** @throws BadInput that names the claims there are */
export function wantedClaims(ecu: EcuDescription, wanted: readonly string[] | undefined): EcuDescription['claims'] {
  if (ecu.claims.length === 0)
    throw new BadInput(
      `${ecu.name}: the ECU claims nothing; write "claims" in its file (see scenarios/ecus/ffi-good.yaml)`,
    );
  if (wanted === undefined) return ecu.claims;
  const ids = ecu.claims.map(({ name }) => name);
  for (const id of wanted) {
    if (ids.includes(id)) continue;
    const guess = meant(id, ids);
    throw new BadInput(
      `--claim: there is no claim "${id}"\n       ${listOf('claims', id, ids)}${guess === undefined ? '' : `\n       did you mean "${guess}"?`}`,
    );
  }
  return ecu.claims.filter(({ name }) => wanted.includes(name));
}

/** The same ECU with paths changed; a sentence when the result is no ECU. Paths of controls would lead nowhere in it. */
export function weakener(ecu: EcuDescription, name: string, overrides: readonly string[], host: Host) {
  const without = withoutControls(ecu);
  return (paths: readonly string[]): EcuDescription | string => {
    try {
      return loadEcu(name, [...overrides, ...without, ...paths], host);
    } catch (error) {
      if (error instanceof BadInput) return `no ECU with that: ${error.message}`;
      throw error;
    }
  };
}

/** @throws BadInput unless the text is a whole number from 1 to `most` */
export function readCount(option: string, text: string | undefined, otherwise: number, most: number): number {
  if (text === undefined) return otherwise;
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= most))
    throw new BadInput(`${option}: expects a whole number from 1 to ${most}, found "${text}"`);
  return count;
}
