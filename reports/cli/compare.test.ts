/**
 * `bulkhead compare` as its user meets it, on a small ECU: numbers, files, replay, refusals, mistakes, Ctrl-C. The runs stay
 * in this thread, since there is no built worker beside the source; the built one has a test of its own.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { type TestHostOptions, testHost } from './host.test-support.ts';
import { findReplayLine } from './replay-line.ts';

const ecu = `bulkhead: 1
name: pair
run: {horizon: 60 ms}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {use: xen-arm, policy: credit2}
memory: {fidelity: none}
vms:
  a:
    asil: B
    vcpus: {main: {pcpus: [0], budget: 4 ms, period: 10 ms, priority: 10}}
    tasks:
      control: {period: 10 ms, execution: {use: uniform, min: 1 ms, max: 2 ms}, writes: [value]}
  b:
    vcpus: {main: {pcpus: [0], budget: 5 ms, period: 10 ms, priority: 5}}
    tasks:
      act: {period: 20 ms, execution: {use: uniform, min: 1 ms, max: 3 ms}, reads: [value]}
      load: {activation: always, execution: 7 ms}
channels: {value: {size: 4 B}}
chains: {control_to_act: {path: [a/control, b/act]}}
requirements:
  R-1: {use: response, of: a/control, max: 8 ms, asil: B}
`;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly cwd: string;
}

/** @param stopAfter turns of the event loop after which Ctrl-C comes to the campaign; 0: never */
async function compare(words: readonly string[], options: TestHostOptions = {}, stopAfter = 0): Promise<Said> {
  const host = testHost({ cwd: folder(), ...options });
  let left = stopAfter;
  const onInterrupt = (stop: () => void): (() => void) => {
    const look = (): void => {
      left -= 1;
      if (left > 0) setImmediate(look);
      else if (left === 0) stop();
    };
    if (left > 0) setImmediate(look);
    return () => {
      left = 0;
    };
  };
  const code = await cli(['compare', ...words], { ...host, onInterrupt }, commands);
  return { code, ...host.said, cwd: host.cwd };
}

function folder(): string {
  const { cwd } = testHost();
  writeFileSync(join(cwd, 'pair.yaml'), ecu);
  return cwd;
}

const three = ['pair.yaml', '--policies', 'credit2,fixed-priority,edf', '--seeds', '2'];

describe('the document', () => {
  test('names policies, metrics and comparisons', async () => {
    const { code, out, cwd } = await compare([...three, '--json']);
    expect(code).toBe(0);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ ecu: { name: 'pair' }, seeds: [1, 2], baseline: 'credit2', complete: true });
    expect(document.policies.map(({ policy }: { policy: string }) => policy).sort()).toEqual([
      'credit2',
      'edf',
      'fixed-priority',
    ]);
    for (const { metrics, overhead_share } of document.policies) {
      expect(metrics['task:a/control']).toMatchObject({ unit: 'ps', count: 12 });
      expect(metrics['task:a/control'].max).toBeGreaterThanOrEqual(metrics['task:a/control'].mean);
      expect(metrics['chain:control_to_act'].p99).toBeGreaterThan(0);
      expect(overhead_share).toBeGreaterThan(0);
    }
    const { comparisons } = document;
    // R-1, the chain, overhead, switches; three pairs of each.
    expect(comparisons).toHaveLength(12);
    for (const { p_value, median_difference } of comparisons) {
      expect(p_value).toBeGreaterThanOrEqual(0.5); // two seeds can show nothing
      expect(Number.isFinite(median_difference)).toBe(true);
    }
  });

  test('is the same for the same seeds, and another for others', async () => {
    const [one, again, other] = [
      await compare([...three, '--json']),
      await compare([...three, '--json']),
      await compare([...three, '--seed', '5', '--json']),
    ];
    expect(again.out).toBe(one.out);
    expect(JSON.parse(other.out).fingerprint).not.toBe(JSON.parse(one.out).fingerprint);
  });

  test('its fingerprint is that of every run of every policy', async () => {
    const document = JSON.parse((await compare([...three, '--json'])).out);
    const hash = createHash('sha256');
    for (const name of ['credit2', 'fixed-priority', 'edf']) {
      const { sha256, runs } = document.policies.find(({ policy }: { policy: string }) => policy === name);
      hash.update(`${name} ${sha256}\n`);
      for (const { seed, fingerprint } of runs) hash.update(`${seed} ${fingerprint}\n`);
    }
    expect(document.fingerprint).toBe(hash.digest('hex'));
  });

  test('compares what is wished, against the policy of the file', async () => {
    const words = [
      'pair.yaml',
      '--policies',
      'rtds',
      '--against',
      'base',
      '--metric',
      'chain:control_to_act:mean',
      '--metric',
      'task:b/act',
      '--seeds',
      '1',
      '--json',
    ];
    const { comparisons, baseline } = JSON.parse((await compare(words)).out);
    expect(baseline).toBe('credit2');
    expect(
      comparisons.map(({ metric, statistic, a, b }: Record<string, string>) => `${metric} ${statistic} ${a} ${b}`),
    ).toEqual([
      'chain:control_to_act mean credit2 rtds',
      'task:b/act p99 credit2 rtds',
      'overhead max credit2 rtds',
      'switches max credit2 rtds',
    ]);
  });
});

describe('files', () => {
  const cwd = folder();
  let said: Said;
  beforeAll(async () => {
    said = await compare(three, { cwd });
  });
  const written = () => readdirSync(join(cwd, 'out/pair/compare')).sort();

  test('all end with a line that makes the comparison again', async () => {
    expect(said.code).toBe(0);
    expect(written().filter((name) => name.endsWith('.svg')).length).toBeGreaterThan(3);
    for (const name of written()) {
      const line = findReplayLine(readFileSync(join(cwd, 'out/pair/compare', name), 'utf8'));
      expect(line, name).toMatch(
        /^compare pair\.yaml --policies credit2,fixed-priority,edf --seeds 2 --seed 1 --horizon 60ms --ecu [0-9a-f]{16} --fp [0-9a-f]{16}$/,
      );
    }
  });

  test.each(['compare.html', 'compare.json', 'runs.csv', 'league.svg'])(
    '%s is the same when it is made again',
    async (name) => {
      const host = testHost({ cwd });
      const code = await cli(['replay', `out/pair/compare/${name}`], host, commands);
      expect(`${host.said.err}${host.said.out}`).toMatch(new RegExp(`same +text of ${name}`));
      expect(code).toBe(0);
    },
  );

  test('a line of another comparison is found out', async () => {
    const host = testHost({ cwd });
    const line = findReplayLine(readFileSync(join(cwd, 'out/pair/compare/compare.json'), 'utf8'))!;
    const code = await cli(['replay', line.replace('--seed 1', '--seed 2')], host, commands);
    expect(host.said.out).toContain('different fingerprint');
    expect(code).toBe(1);
  });

  test('every run has a line of its own that replays it', async () => {
    const rows = readFileSync(join(cwd, 'out/pair/compare/runs.csv'), 'utf8').split('\n');
    const host = testHost({ cwd });
    const line = /(run pair\.yaml [^"]*edf[^"]*)"/.exec(rows.find((row) => row.startsWith('edf'))!)![1]!;
    expect(await cli(['replay', line], host, commands)).toBe(0);
    expect(host.said.out).toContain('same     fingerprint');
  });

  test('the page fetches nothing and says the finding first', () => {
    const page = readFileSync(join(cwd, 'out/pair/compare/compare.html'), 'utf8');
    expect(page).not.toMatch(/(src|href)="(?!#)/);
    expect(page).not.toContain('undefined');
    expect(page).not.toContain('NaN');
    expect(page).toMatch(/<h1>(All 3|[\w, -]+ meets?|No policy)/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the last line of the terminal is the result', () => {
    const lines = said.out.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(
      /(met +the requirement by \d of 3 policies|no policy meets the requirement).* exit 0$/,
    );
    expect(said.out).toMatch(/^[\n -~]*$/);
    expect(lines.find((line) => line.startsWith('wrote'))).toMatch(/compare\.html \+ \d+ SVG, \d+ CSV, compare\.json$/);
  });
});

test('a policy that refuses this ECU stands in the table while two others run', async () => {
  const { code, out } = await compare(['pair.yaml', '--policies', 'credit2,static,rtds', '--seeds', '1']);
  expect(code).toBe(0);
  expect(out).toMatch(/^static +refused: pair\.yaml:\d+:\d+: no processor of its own is left for "b\/main"/m);
  const refused = await compare(['pair.yaml', '--policies', 'credit2,static']);
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/pair\.yaml:\d+:\d+ error no processor of its own/);
});

test('a suite stands instead of an ECU', async () => {
  const words = ['--suite', 'overload', '--policies', 'credit2,rtds', '--seeds', '1', '--horizon', '40ms', '--json'];
  const { code, out } = await compare(words);
  expect(code).toBe(0);
  expect(JSON.parse(out).replay).toContain('compare suite:overload ');
});

test.each([
  [['pair.yaml', '--policies', 'credit2,rtdss'], /--policies: there is no policy "rtdss"[\s\S]*did you mean "rtds"/],
  [['pair.yaml', '--policies', 'credit2'], /at least two policies/],
  [['pair.yaml', '--policies', 'credit2,credit2'], /"credit2" is given twice, and a comparison needs two different/],
  [['pair.yaml', '--policies', 'credit2,rtds', '--seeds', '0'], /--seeds: expects a whole number from 1/],
  [['pair.yaml', '--policies', 'credit2,rtds', '--workers', 'x'], /--workers: expects/],
  [['pair.yaml', '--policies', 'credit2,rtds', '--against', 'rtdx'], /--against: there is no policy "rtdx"/],
  [
    ['pair.yaml', '--policies', 'credit2,rtds', '--metric', 'chain:control_to_akt'],
    /did you mean "chain:control_to_act"/,
  ],
  [
    ['pair.yaml', '--policies', 'credit2,rtds', '--set', 'vms.a.vcpus.main.budget=11ms'],
    /--set:1:\d+ error budget 11ms/,
  ],
  [['pair.yaml', '--policies', 'credit2,rtds', '--suite', 'overload'], /--suite: stands instead of an ECU/],
  [['--policies', 'credit2,rtds', '--suite', 'overlod'], /did you mean "overload"/],
  [['--policies', 'credit2,rtds'], /no ECU given/],
])('%j is a mistake at its place, and nothing is written', async (words, expected) => {
  const { code, err, out, cwd } = await compare(words);
  expect(err).toMatch(expected);
  expect({ code, out, files: readdirSync(cwd) }).toEqual({ code: 2, out: '', files: ['pair.yaml'] });
});

test('Ctrl-C keeps what has ended and says how much that is', async () => {
  const { code, out, cwd } = await compare(three, {}, 4);
  expect(code).toBe(130);
  expect(out).toContain('stopped early');
  expect(out).toMatch(/^edf +1 of 2 seeds/m);
  const document = JSON.parse(readFileSync(join(cwd, 'out/pair/compare/compare.json'), 'utf8'));
  expect(document.complete).toBe(false);
});

test('--fail-on-violation turns a finding into exit code 1', async () => {
  const words = [...three, '--set', 'requirements.R-1.max=1us', '--quiet'];
  const [usual, strict] = [await compare(words), await compare([...words, '--fail-on-violation'])];
  expect(usual.code).toBe(0);
  expect(strict.code).toBe(1);
  expect(strict.out).toMatch(/^x? ?violated +no policy meets the requirement.*exit 1\n$/);
});
