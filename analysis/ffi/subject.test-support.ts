/** ECUs of the shelf, or of a text, as subjects of a campaign. */
import { readFileSync } from 'node:fs';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { withoutControls } from './control-trial.ts';
import type { Subject } from './refute.ts';

export function subjectOf(text: string, set: readonly string[] = []): Subject {
  const described = (overrides: readonly string[]): EcuDescription | string => {
    const loaded = load(
      { main: { path: 'sample.yaml', text }, read: () => null },
      { overrides: [...set, ...overrides] },
    );
    return loaded.ok ? loaded.ecu : loaded.problems.map(({ message }) => message).join('; ');
  };
  const ecu = described([]);
  if (typeof ecu === 'string') throw new Error(ecu);
  const without = withoutControls(ecu);
  return { ecu, weaken: (paths) => described([...without, ...paths]) };
}

export function shelfSubject(name: string, set: readonly string[] = []): Subject {
  return subjectOf(readFileSync(new URL(`../../scenarios/ecus/${name}.yaml`, import.meta.url), 'utf8'), set);
}
