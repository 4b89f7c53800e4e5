/** Every ECU file of the shelf is right, and its warnings are the ones that its comments speak of. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { load } from '../load.ts';

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .sort();
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

describe.each(names)('%s', (main) => {
  it('loads without a problem', () => {
    const loaded = load({ main: { path: main, text: read(main) }, read });
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  });

  it('opens with a comment that says what it is for', () => expect(read(main)).toMatch(/^# \S/));

  it('names a source for what it claims to be published or measured', () => {
    const loaded = load({ main: { path: main, text: read(main) }, read });
    if (!loaded.ok) return;
    const named = loaded.ecu.provenance.filter(({ grade }) => grade !== 'assumed');
    expect(named.filter(({ source }) => source === '' || source === 'none')).toEqual([]);
  });
});

it('there are the ECUs that the README speaks of', () => {
  const known = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const name of names) expect(known).toContain(`\`${name.replace('.yaml', '')}\``);
});
