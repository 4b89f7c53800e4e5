import { describe, expect, it } from 'vitest';
import { load } from '../load.ts';

/** Problems of a boot section, `line:column: message`. */
function problemsOf(...boot: readonly string[]): string[] {
  const text = [
    'bulkhead: 1',
    'media: {flash: {use: flash, read: 100 MB/s, size: 8 MiB}, bus: {use: can-bus, rate: 500 kbit/s}}',
    'vms: {a: {tasks: {t: {period: 1 s, execution: 1 ms}}}}',
    'boot:',
    ...boot,
  ].join('\n');
  const loaded = load({ main: { path: 'x.yaml', text }, read: () => null });
  return loaded.ok ? [] : loaded.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

describe('mistakes of a boot, each at its place', () => {
  it('stages that wait for each other', () => {
    expect(problemsOf('  stages: {a: {after: [c]}, b: {after: [a]}, c: {after: [b]}}')).toEqual([
      '5:40: boot stages wait for each other: a <- c <- b <- a',
    ]);
  });

  it('a stage that nobody knows', () => {
    expect(problemsOf('  stages: {a: {after: [rim]}, rom: {}}')).toEqual(['5:24: unknown boot stage "rim"']);
  });

  it('an unknown stage alone, not what follows from it', () => {
    expect(
      problemsOf(
        '  storage: flash',
        '  stages:',
        '    rom: {}',
        '    x: {after: [rim], load: 1 MiB, verify: {by: rom, hash: sha256}}',
        '    y: {after: [x], load: 1 MiB, verify: {by: rom, hash: sha256}}',
      ),
    ).toEqual(['8:17: unknown boot stage "rim"']);
  });

  it('an image that is larger than its medium, alone or with others', () => {
    expect(problemsOf('  storage: flash', '  stages: {a: {load: 9 MiB}}')).toEqual([
      '6:22: the image of boot stage "a" is larger than medium "flash": 9 MiB of 8 MiB',
    ]);
    expect(problemsOf('  storage: flash', '  stages: {a: {load: 5 MiB}, b: {load: 4 MiB}}')).toEqual([
      '2:51: medium "flash" is smaller than the images that boot loads from it: 9 MiB together',
    ]);
  });

  it('an image that stands nowhere, or on something that is no storage', () => {
    expect(problemsOf('  stages: {a: {load: 1 MiB}}')).toEqual(['5:22: boot stage "a" loads an image from nowhere']);
    expect(problemsOf('  stages: {a: {load: 1 MiB, storage: bus}}')).toEqual([
      '5:38: "bus" is a can-bus, from which nothing can be loaded',
    ]);
  });

  it('a checker that comes later, need not have run, or is the stage itself', () => {
    const stages = (by: string) => [
      '  storage: flash',
      '  stages:',
      '    rom: {}',
      `    loader: {after: [rom], load: 1 MiB, verify: {by: ${by}, hash: sha256}}`,
      '    late: {after: [loader]}',
      '    beside: {after: [rom]}',
    ];
    expect(problemsOf(...stages('rom'))).toEqual([]);
    expect(problemsOf(...stages('late'))).toEqual([
      '8:54: boot stage "loader" is checked by "late", which comes later',
    ]);
    expect(problemsOf(...stages('beside'))).toEqual([
      '8:54: boot stage "loader" is checked by "beside", which need not have run before it',
    ]);
    expect(problemsOf(...stages('loader'))).toEqual(['8:54: boot stage "loader" checks itself']);
  });

  it('words for checks that nobody knows', () => {
    const [hash, signature, engine] = problemsOf(
      '  storage: flash',
      '  stages:',
      '    rom: {}',
      '    x: {after: [rom], load: 1 MiB, verify: {by: rom, hash: md5}}',
      '    y: {after: [rom], load: 1 MiB, verify: {by: rom, signature: rsa-1024}}',
      '    z: {after: [rom], load: 1 MiB, verify: {by: rom, hash: sha256, engine: sa3ul}}',
    );
    expect([hash, signature, engine]).toEqual([
      expect.stringMatching(/^8:60: .*md5/),
      expect.stringMatching(/^9:65: .*rsa-1024/),
      expect.stringMatching(/^10:76: .*sa3ul/),
    ]);
  });

  it('a core that does not exist, and a core for a stage of a guest', () => {
    expect(problemsOf('  stages: {a: {on: 9}}')).toEqual(['5:20: there is no pCPU 9']);
    expect(problemsOf('  stages: {a: {on: 0, vm: a}}')).toEqual(['5:16: boot stage "a" has both "on" and "vm"']);
  });

  it('something to unpack that is not loaded', () => {
    expect(problemsOf('  stages: {a: {decompress: 1 MB/s}}')).toEqual([
      '5:28: boot stage "a" unpacks nothing: it loads no image',
    ]);
  });
});
