/** `bulkhead cache` as its user meets it: counts, JSON, packing, and mistakes with their place. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BadInput } from '../command.ts';
import { testHost } from '../host.test-support.ts';
import type { Host } from '../host.ts';
import { cache } from './cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));
const text = '==1== Lackey\nI  1000,4\n L 2000,8\n S 203c,8\nI  1004,4\n M 2000,4\n';
writeFileSync(join(folder, 'good.txt'), text);
writeFileSync(join(folder, 'bad.txt'), `${text}I  10zz,4\n`);
writeFileSync(join(folder, 'empty.txt'), '==1== nothing\n');

const defaults = { i1: '32KiB,8,64', d1: '32KiB,8,64', ll: '1MiB,16,64', policy: 'lru', json: false };

async function run(args: Record<string, unknown>): Promise<string> {
  let said = '';
  const stream = { write: (part: string) => void (said += part), isTerminal: false, columns: null };
  const host: Host = { ...testHost({ cwd: folder }), out: stream, err: stream };
  expect(await cache.run({ ...defaults, ...args } as never, host)).toBe(0);
  return said;
}

async function mistakeOf(args: Record<string, unknown>): Promise<string> {
  try {
    await run(args);
  } catch (error) {
    if (error instanceof BadInput) return error.text;
    throw error;
  }
  return 'none';
}

const counted = {
  i1: { refs: 2, misses: 1 },
  d1: { reads: 2, writes: 1, read_misses: 1, write_misses: 1 },
  ll: { instruction_misses: 1, read_misses: 1, write_misses: 1 },
};

test('prints counts as a table and as JSON of a fixed shape', async () => {
  expect(await run({ trace: 'good.txt' })).toMatch(
    /^5 accesses \(lackey trace\)[\s\S]*\ninstruction +2 +1 +50\.00 % +1 +50\.00 %\n/,
  );
  expect(JSON.parse(await run({ trace: 'good.txt', json: true }))).toEqual(counted);
});

test('packs a trace, and counts the same from the packed one', async () => {
  expect(await run({ trace: 'good.txt', pack: 'good.bht' })).toMatch(/^5 accesses in \d+ B written to good.bht\n$/);
  expect(JSON.parse(await run({ trace: 'good.bht', json: true }))).toEqual(counted);
  expect(readFileSync(join(folder, 'good.bht')).subarray(0, 8).toString()).toBe('BHTRACE2');
});

test.each([
  [{ trace: 'bad.txt' }, 'bad.txt:7: not an access: "I  10zz,4"'],
  [{ trace: 'empty.txt' }, 'empty.txt: the trace holds no access'],
  [{ trace: 'none.txt' }, 'none.txt: there is no such file'],
  [{ trace: '.' }, '.: it is a folder'],
  [{ trace: 'good.txt', i1: '32KiB,7,64' }, '--i1: 7 ways of 64 B lines do not divide 32768 B'],
  [{ trace: 'good.txt', d1: '32KiB,8,48' }, '--d1: the line of 48 B is not a power of two'],
  [{ trace: 'good.txt', ll: '0,16,64' }, '--ll: the cache has size 0'],
  [{ trace: 'good.txt', policy: 'mru' }, '--policy: there is no policy "mru"'],
  [{ trace: 'good.txt', pack: 'no/where' }, 'no/where: there is no such file'],
])('%j', async (args, first) => {
  expect((await mistakeOf(args)).split('\n')[0]).toBe(first);
});

test('tells every mistake of the caches at once', async () => {
  const lines = (await mistakeOf({ trace: 'good.txt', i1: '0,1,64', d1: 'x', ll: '1MiB,16,63' })).split('\n');
  expect(lines.filter((line) => line.startsWith('--')).map((line) => line.slice(0, 4))).toEqual([
    '--i1',
    '--d1',
    '--ll',
  ]);
});

test('a bad trace leaves no packed file behind', async () => {
  expect(await mistakeOf({ trace: 'bad.txt', pack: 'bad.bht' })).toContain('bad.txt:7');
  expect(existsSync(join(folder, 'bad.bht')) || existsSync(join(folder, 'bad.bht.partial'))).toBe(false);
});
