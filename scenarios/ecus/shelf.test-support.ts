/** The ECUs of the shelf, loaded, for tests: every `.yaml` file of this folder. */
import { readdirSync, readFileSync } from 'node:fs';
import type { EcuDescription } from '../ecu.ts';
import { load } from '../load.ts';

export const shelfNames: readonly string[] = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

/** Text of one file of the shelf. */
export function shelfText(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/** @param text instead of what the file holds */
export function shelfEcu(name: string, text: string = shelfText(`${name}.yaml`)): EcuDescription {
  const loaded = load({ main: { path: `${name}.yaml`, text }, read: shelfText });
  if (loaded.ok) return loaded.ecu;
  throw new Error(loaded.problems.map(({ line, message }) => `${name}.yaml:${line}: ${message}`).join('\n'));
}
