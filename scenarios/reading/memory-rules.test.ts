/** Shared memory in files: caches that cannot be built and regulators that do not fit get a located error. */
import { describe, expect, test } from 'vitest';
import { load } from '../load.ts';

const file = (middle: string) => `bulkhead: 1
${middle}
vms:
  a: {tasks: {t: {period: 10 ms, execution: 1 ms, memory: {use: stream, size: 4 MiB}}}}
  b: {tasks: {t: {period: 10 ms, execution: 1 ms}}}
`;
function problems(middle: string): string[] {
  const loaded = load({ main: { path: 'x.yaml', text: file(middle) }, read: () => null });
  return loaded.ok ? [] : loaded.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('caches', () => {
  test.each([
    [
      'size: 1000 KiB',
      '2:47 cache "l2" cannot be built: 1024000 B / (16 ways x 64 B) = 1000 sets, which is not a power of two',
    ],
    ['ways: 7', '2:47 cache "l2" cannot be built: 7 ways of 64 B lines do not divide 1048576 B'],
    ['line: 48 B', '2:47 cache "l2" cannot be built: the line of 48 B is not a power of two'],
    ['size: 0 B', '2:47 cache "l2" cannot be built: the cache has size 0'],
  ])('%s', (change, problem) => {
    expect(problems(`soc: {use: generic-4core, caches: {l2: {${change}}}}`)).toEqual([problem]);
  });
});

describe('regulators', () => {
  const regulator = (text: string) => problems(`memory: {regulators: {r: {${text}}}}`);

  test('the one form of all of them: shares by VM', () => {
    for (const text of [
      'use: memguard, shares: {a: 100 MB/s}',
      'use: bandwidth-cap, shares: {a: 100 MB/s, b: 1 GB/s}, burst: 4 KiB',
      'use: way-partition, shares: {a: [0, 1], b: [2]}',
      'use: page-colouring, shares: {a: [0], b: [1, 2]}',
      'use: dram-bank-partition, shares: {b: [7]}',
      'use: memguard',
    ])
      expect(regulator(text)).toEqual([]);
  });

  test.each([
    ['use: way-partition, shares: {a: [16]}', 'regulator "r": names way 16: there are 16 (0 to 15)'],
    ['use: way-partition, shares: {a: []}', 'regulator "r": gives a no way at all'],
    ['use: page-colouring, shares: {a: [16]}', 'regulator "r": names colour 16: there are 16 (0 to 15)'],
    ['use: dram-bank-partition, shares: {a: [8]}', 'regulator "r": names bank 8: there are 8 (0 to 7)'],
    ['use: bandwidth-cap, shares: {a: 0 B/s}', 'regulator "r": a rate of 0 stops a for ever'],
    ['use: memguard, shares: {a: 60 kB/s}', 'regulator "r": a budget of 60 B per period is less than one line'],
    ['use: memguard, period: 0 s, shares: {a: 1 MB/s}', 'regulator "r": a period of 0 never ends'],
  ])('%s', (text, message) => {
    const found = regulator(text);
    expect(found).toContainEqual(expect.stringMatching(/^2:\d+ /));
    expect(found[0]!.replace(/^\S+ /, '')).toBe(message);
  });

  test('a VM that does not exist is reported once', () => {
    const found = regulator('use: way-partition, shares: {c: [1]}');
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('"c"');
  });

  test('two of a kind', () => {
    expect(problems('memory: {regulators: {r: {use: memguard}, s: {use: memguard}}}')[0]).toContain(
      'regulator "s" is a second memguard beside "r"',
    );
  });
});

test('numbers of memory that nobody published stand among the sources, when they are used', () => {
  const timing = (middle: string) => {
    const loaded = load({ main: { path: 'x.yaml', text: file(middle) }, read: () => null });
    if (!loaded.ok) throw new Error(loaded.problems[0]!.message);
    return loaded.ecu.provenance.filter(({ path }) => path.startsWith('memory.timing.'));
  };
  expect(timing('memory: {fidelity: none}')).toEqual([]);
  const assumed = timing('run: {horizon: 1 s}');
  expect(assumed).toContainEqual(
    expect.objectContaining({ path: 'memory.timing.rowPs', value: '27500 ps', grade: 'assumed' }),
  );
  expect(assumed.map(({ path }) => path)).toContain('memory.timing.banks');
  expect(timing('soc: {use: generic-4core, dram: {banks: 16}}').map(({ path }) => path)).not.toContain(
    'memory.timing.banks',
  );
});
