/** The line that makes bounds, explanations and searches again: the command itself, with every choice written out. */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { BadInput } from './command.ts';
import { escapeWord, exactTime, hexDigits } from './replay-line.ts';

export interface CommandOrder {
  readonly command: 'bound' | 'explain' | 'search' | 'boot' | 'ffi';
  readonly ecu: string;
  readonly sha256: string;
  readonly overrides: readonly string[];
  /** Option names and values, in the order to be written. */
  readonly options: readonly (readonly [string, string])[];
}

export function formatCommandLine({ command, ecu, sha256, overrides, options }: CommandOrder): string {
  const words: string[] = [command, ecu];
  for (const [name, value] of options) words.push(`--${name}`, value);
  for (const override of overrides) words.push('--set', override);
  words.push('--digest', sha256.slice(0, hexDigits));
  return `bulkhead ${words.map(escapeWord).join(' ')}`;
}

export { exactTime };

export const digestOption = {
  type: 'string',
  describe: 'Stop unless the description has this digest (its first digits), as a line that repeats a command has it',
} as const;

/** @throws BadInput when the description is another one */
export function checkDigest(digest: string | undefined, ecu: EcuDescription): void {
  if (digest === undefined || (digest.length >= 8 && ecu.sha256.startsWith(digest.toLowerCase()))) return;
  throw new BadInput(
    `--digest: the description of ${ecu.name} has digest ${ecu.sha256.slice(0, hexDigits)}, not ${digest}\n       the file, a base, or a sheet has changed since the line was written`,
  );
}
