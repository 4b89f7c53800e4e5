/**
 * The commands from words to files, in process, on a small ECU of their own and on the shelf: what is written, what is said,
 * which exit code, and that a replay of every artefact finds the same run.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { shelfEcuNames } from './ecu-file.ts';
import { type TestHostOptions, testHost } from './host.test-support.ts';
import { findReplayLine } from './replay-line.ts';
import { simulate } from './simulate.ts';
import { formatInternalError, RunFailure } from './terminal/failure-face.ts';
import { makeStyle } from './terminal/style.ts';

const smallEcu = `bulkhead: 1
name: small
run: {horizon: 200 ms}
hypervisor: bao
vms:
  a:
    asil: B
    vcpus: {main: {pcpus: [0]}}
    tasks:
      control: {period: 10 ms, execution: {use: uniform, min: 1 ms, max: 2 ms}}
  b:
    vcpus: {main: {pcpus: [1]}}
    tasks:
      load: {period: 5 ms, execution: 3 ms}
requirements:
  R-1: {use: response, of: a/control, max: 5 ms}
`;

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly cwd: string;
}

async function call(words: readonly string[], options: TestHostOptions = {}): Promise<Said> {
  const host = testHost(options);
  const code = await cli(words, host, commands);
  return { code, ...host.said, cwd: host.cwd };
}

/** A folder that holds `small.yaml`. */
function folder(text = smallEcu): string {
  const { cwd } = testHost();
  writeFileSync(join(cwd, 'small.yaml'), text);
  return cwd;
}

const filesIn = (cwd: string): string[] => readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort();
const violating = ['--set', 'requirements.R-1.max=1us'];

describe('run', () => {
  const cwd = folder();
  let said: Said;
  beforeAll(async () => {
    said = await call(['run', 'small.yaml'], { cwd });
  });

  test('judges, names its files, and exits with 0 when all is met', () => {
    expect(said.code).toBe(0);
    expect(said.err).toBe('');
    const lines = said.out.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^met +1 of 1 requirement {2}small {2}seed 1 {2}fingerprint [0-9a-f]{16}$/);
    expect(lines.find((line) => line.startsWith('wrote'))).toMatch(
      /out\/small\/report\.html \+ \d+ SVG, \d+ CSV, run\.json$/,
    );
  });

  test('every artefact ends with a line that replays it', async () => {
    const written = filesIn(join(cwd, 'out/small'));
    expect(written.filter((name) => name.endsWith('.svg')).length).toBeGreaterThan(2);
    for (const name of written) {
      const path = `out/small/${name}`;
      expect(findReplayLine(readFileSync(join(cwd, path), 'utf8')), path).not.toBeNull();
      const again = await call(['replay', path], { cwd });
      expect(`${path}: ${again.code} ${again.out}${again.err}`).toMatch(/: 0 [\s\S]*\nsame {2}small, seed 1/);
    }
  });

  test('the same seed gives the same document, another seed another run', async () => {
    const json = async (...more: string[]) =>
      JSON.parse((await call(['run', 'small.yaml', '--json', ...more], { cwd })).out) as {
        fingerprint: string;
        ecu: { sha256: string };
      };
    const [first, second, other] = [await json(), await json(), await json('--seed', '2')];
    expect(second).toEqual(first);
    expect(other.fingerprint).not.toBe(first.fingerprint);
    expect(other.ecu).toEqual(first.ecu);
  });

  test('--json prints one document, the same as run.json, and writes nothing', async () => {
    const alone = folder();
    const { code, out, err } = await call(['run', 'small.yaml', '--json'], { cwd: alone });
    expect({ code, err, files: filesIn(alone) }).toEqual({ code: 0, err: '', files: ['small.yaml'] });
    expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync(join(cwd, 'out/small/run.json'), 'utf8')));
    expect(JSON.parse(out)).toMatchObject({
      tool: { name: 'bulkhead' },
      seed: 1,
      horizon_ps: 200e9,
      requirements: [{ id: 'R-1', verdict: 'met' }],
    });
  });

  test('a violated requirement is exit code 1, unless asked otherwise', async () => {
    expect((await call(['run', 'small.yaml', ...violating], { cwd })).code).toBe(1);
    expect((await call(['run', 'small.yaml', ...violating, '--exit-zero'], { cwd })).code).toBe(0);
  });

  test('--quiet leaves the verdict', async () => {
    const { out } = await call(['run', 'small.yaml', '--quiet'], { cwd });
    expect(out).toMatch(/^met [^\n]*\n$/);
  });

  test('--format and --out choose what is written where', async () => {
    const alone = folder();
    await call(['run', 'small.yaml', '--format', 'json', '--out', 'x/y'], { cwd: alone });
    expect(filesIn(alone)).toEqual(['small.yaml', 'x', 'x/y', 'x/y/small', 'x/y/small/run.json']);
  });

  test('on a terminal the last line is the verdict', async () => {
    const { out } = await call(['run', 'small.yaml'], { cwd, terminal: true, columns: 80 });
    expect(out).toMatch(/\n✓ 1 of 1 requirement met; thinnest margin R-1, [\d.]+ % left {3}exit 0\n$/);
  });
});

describe('bad input is exit code 2, at its place, and nothing is written', () => {
  test.each([
    ['an unknown ECU', ['run', 'cockpti'], /no ECU of the shelf[\s\S]*did you mean "cockpit"\?/],
    ['a missing file', ['run', 'missing.yaml'], /^missing\.yaml: cannot be read: there is no such file/],
    ['a folder', ['run', '.'], /cannot be read: it is a folder/],
    ['a binary file', ['run', 'binary.yaml'], /it is not UTF-8 text/],
    ['a wrong override', ['run', 'small.yaml', '--set', 'hypervisor=boa'], /did you mean "bao"\?/],
    ['an override without value', ['run', 'small.yaml', '--set', 'hypervisor'], /hypervisor/],
    ['a horizon without unit', ['run', 'small.yaml', '--horizon', '10'], /^--horizon: needs a unit/],
    ['no horizon', ['run', 'small.yaml', '--horizon', '0s'], /longer than 0/],
    ['a seed that is none', ['run', 'small.yaml', '--seed', '1e400'], /^--seed: expects a whole number/],
    [
      'an unknown format',
      ['run', 'small.yaml', '--format', 'html,svgg'],
      /^--format: unknown word "svgg"[\s\S]*did you mean "svg"\?/,
    ],
    ['a file in the way', ['run', 'small.yaml', '--out', 'small.yaml'], /^small\.yaml\/small: cannot be written/],
    [
      'a run shorter than its warm-up',
      ['run', 'small.yaml', '--set', 'run.warm_up=100ms', '--horizon', '50ms'],
      /before its warm-up/,
    ],
    ['an unknown shelf', ['list', 'polices'], /did you mean "policies"\?/],
    ['an artefact without line', ['replay', 'small.yaml'], /holds no replay line/],
    ['a line that is none', ['replay', 'run small.yaml --seed'], /needs a value/],
    ['a line with nothing to compare', ['replay', 'run small.yaml --seed 1'], /nothing to compare with/],
  ])('%s', async (_what, words, why) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    const { code, out, err } = await call(words, { cwd });
    expect(`${code} ${err}`).toMatch(/^2 /);
    expect(err).toMatch(why);
    expect(err).toMatch(/nothing was written {3}exit 2\n$/);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(filesIn(cwd)).toEqual(['binary.yaml', 'small.yaml']);
  });

  test('several mistakes at once, each with file, line and column', async () => {
    const cwd = folder(smallEcu.replace('period: 10 ms', 'period: 10').replace('hypervisor: bao', 'hypervisor: boa'));
    const { code, err } = await call(['validate', 'small.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err.match(/^small\.yaml:\d+:\d+ error /gm)).toHaveLength(2);
    expect(err).toMatch(/2 errors; nothing was run/);
  });

  test('--json keeps standard output a document', async () => {
    const { code, out } = await call(['validate', 'small.yaml', '--json'], {
      cwd: folder(smallEcu.replace('10 ms', '10')),
    });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      problems: [{ file: 'small.yaml', line: 10, message: expect.stringContaining('needs a unit') }],
    });
  });
});

describe('validate', () => {
  test('says what is in the file', async () => {
    expect(await call(['validate', 'small.yaml'], { cwd: folder() })).toMatchObject({
      code: 0,
      out: expect.stringContaining('small.yaml: 2 VMs, 2 tasks, 1 requirement'),
    });
  });

  test('--print gives an ECU file that means the same', async () => {
    const cwd = folder();
    const { out } = await call(['validate', 'small.yaml', '--print'], { cwd });
    writeFileSync(join(cwd, 'full.yaml'), out);
    const digest = async (name: string) =>
      (JSON.parse((await call(['validate', name, '--json'], { cwd })).out) as { ecu: { sha256: string } }).ecu.sha256;
    expect(await digest('full.yaml')).toBe(await digest('small.yaml'));
    expect(parse(out)).toMatchObject({ bulkhead: 1 });
  });
});

describe('replay', () => {
  test('names another description, another run and another text', async () => {
    const cwd = folder();
    await call(['run', 'small.yaml', '--format', 'csv,json'], { cwd });
    writeFileSync(join(cwd, 'small.yaml'), smallEcu.replace('max: 2 ms', 'max: 3 ms'));
    const { code, out } = await call(['replay', 'out/small/run.json'], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/different digest of the description\n {4}recorded [0-9a-f]{16}\n {4}now {6}[0-9a-f]{16}/);
    expect(out).toMatch(/different fingerprint\n/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^different {2}small, seed 1/);
  });

  test('finds one changed digit in an artefact', async () => {
    const cwd = folder();
    await call(['run', 'small.yaml', '--format', 'json'], { cwd });
    const path = join(cwd, 'out/small/run.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"released": 20\b/, '"released": 21'));
    const { code, out } = await call(['replay', 'out/small/run.json'], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/same +fingerprint/);
    expect(out).toMatch(/different run\.json line \d+\n {4}recorded .*21.*\n {4}now .*20/);
  });

  test('takes the line itself, shortened too', async () => {
    const cwd = folder();
    const { out } = await call(['run', 'small.yaml', '--json', '--seed', '5'], { cwd });
    const { replay, fingerprint } = JSON.parse(out) as { replay: string; fingerprint: string };
    expect((await call(['replay', replay], { cwd })).code).toBe(0);
    expect((await call(['replay', `run small.yaml --seed 5 --fp ${fingerprint.slice(0, 8)}`], { cwd })).code).toBe(0);
    expect((await call(['replay', `run small.yaml --seed 6 --fp ${fingerprint.slice(0, 8)}`], { cwd })).code).toBe(1);
  });

  test('repeats overrides', async () => {
    const cwd = folder();
    const { out } = await call(['run', 'small.yaml', '--json', '--set', 'vms.a.tasks.control.period=20 ms'], { cwd });
    expect((await call(['replay', (JSON.parse(out) as { replay: string }).replay], { cwd })).code).toBe(0);
  });
});

describe('list', () => {
  test.each([
    'activations',
    'demands',
    'ecus',
    'executions',
    'kernels',
    'policies',
    'profiles',
    'requirements',
    'socs',
  ])('%s', async (shelf) => {
    const { code, out } = await call(['list', shelf, '--json']);
    expect(code).toBe(0);
    const members = JSON.parse(out) as { name: string; origin: string; summary: string; parameters: unknown[] }[];
    expect(members.length).toBeGreaterThan(2);
    for (const member of members)
      expect(member).toMatchObject({
        name: expect.any(String),
        origin: expect.any(String),
        summary: expect.stringMatching(/\S/),
        parameters: expect.any(Array),
      });
    expect((await call(['list', shelf])).out.split('\n').length).toBeGreaterThan(members.length);
  });

  test('costs of a profile come with value, grade and source', async () => {
    const { out } = await call(['list', 'profiles', '--parameters']);
    expect(out).toMatch(/costs\.trap +(time|cycles) +[\d.]+ \w+ +(measured|published|assumed): \S/);
  });
});

describe('the shelf of ECUs', () => {
  test.each(shelfEcuNames())('%s is valid', async (name) => {
    const { code, err } = await call(['validate', name]);
    expect(`${code}${err}`).toBe('0');
  });
});

test('the schema is a JSON Schema', async () => {
  const { code, out } = await call(['schema']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    $schema: expect.stringContaining('json-schema.org'),
    properties: { vms: expect.any(Object) },
  });
});

test('a run that breaks is an internal error with the line that repeats it', () => {
  const broken = { name: 'broken', sha256: 'ab'.repeat(32), run: { warmUpPs: 0 } } as unknown as Parameters<
    typeof simulate
  >[0]['ecu'];
  const attempt = () =>
    simulate({ ecu: broken, name: 'broken.yaml', seed: 7, horizonPs: 1e12, overrides: ['a=b'], nowMs: () => 0 });
  expect(attempt).toThrow(RunFailure);
  try {
    attempt();
  } catch (error) {
    const text = formatInternalError(
      error,
      [],
      makeStyle({ columns: 80, pipe: false, ascii: false, colour: false }),
      false,
    );
    expect(text).toContain(`bulkhead replay "run broken.yaml --seed 7 --horizon 1s --set a=b --ecu ${'ab'.repeat(8)}"`);
  }
});
