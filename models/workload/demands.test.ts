/** The demand shelf: every member reads an example as it stands in a file, and refuses what it does not know. */
import { describe, expect, it } from 'vitest';
import type { MemoryDemandDefinition } from './demand.ts';
import { demands } from './demands.ts';

const examples: Readonly<Record<keyof typeof demands, Readonly<Record<string, unknown>>>> = {
  chase: { size: '8 MiB' },
  profile: { of: 'qsort-small' },
  random: { size: '64 MiB', writes: '10 %' },
  stream: { size: '4 MiB' },
  stride: { size: '512 KiB', step: '64 B' },
  trace: { file: 'needle.lackey' },
  'working-set': { size: '24 MiB', hot: '95 %', hot_size: '32 KiB' },
};

describe.each(Object.entries<MemoryDemandDefinition>(demands))('memory demand %s', (name, definition) => {
  const example = examples[name as keyof typeof demands];

  it('reads its example', () => {
    expect(definition.name).toBe(name);
    expect(definition.parameters.safeParse(example).error?.issues ?? []).toEqual([]);
  });

  it('refuses an unknown key and a bare number', () => {
    expect(definition.parameters.safeParse({ ...example, colour: 'red' }).success).toBe(false);
    if ('size' in example) expect(definition.parameters.safeParse({ ...example, size: '4' }).success).toBe(false);
  });
});
