/** `bulkhead boot` as its user meets it, on a small ECU: document, files, levers of a file, refusals, mistakes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BootDocument } from '../boot/boot-document.ts';
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { type TestHost, testHost } from './host.test-support.ts';

const ecu = `bulkhead: 1
name: pair
run: {horizon: 40 ms}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {use: xen-arm, policy: fixed-priority}
memory: {fidelity: none}
media: {nor: {use: flash, read: 50 MB/s, size: 64 MiB}}
vms:
  safe:
    asil: B
    vcpus: {main: {pcpus: [0], priority: 10}}
    tasks: {act: {period: 5 ms, execution: 200 us}}
  open:
    vcpus: {main: {pcpus: [1], budget: 5 ms, period: 10 ms, priority: 5}}
    tasks: {show: {period: 10 ms, execution: 2 ms}}
boot:
  storage: nor
  stages:
    rom: {takes: 5 ms}
    loader: {after: [rom], load: 100 kB, verify: {by: rom, hash: sha256, signature: rsa-4096}, takes: 3 ms}
    xen: {after: [loader], load: 1 MB, verify: {by: loader, hash: sha256}, takes: 4 ms}
    safe_up: {after: [xen], load: 1 MB, verify: {by: xen, hash: sha256}, takes: 5 ms, vm: safe}
    open_up: {after: [safe_up], load: 4 MB, verify: {by: xen, hash: sha256}, takes: 30 ms, vm: open}
  milestones: {first_act: safe/act, first_show: open/show, xen_up: xen}
requirements:
  B-1: {use: boot, of: first_act, max: 100 ms, asil: B}
  B-2: {use: boot, of: first_show, max: 150 ms}
  B-3: {use: boot-overhead, max: 60 %}
`;

async function boot(host: TestHost, ...words: readonly string[]): Promise<number> {
  writeFileSync(join(host.cwd, 'pair.yaml'), ecu);
  return cli(['boot', 'pair.yaml', ...words], host, commands);
}

describe('bulkhead boot', () => {
  let document: BootDocument;
  let code: number;
  let text: string;

  beforeAll(async () => {
    const host = testHost();
    code = await boot(host, '--json');
    text = host.said.out;
    document = JSON.parse(text) as BootDocument;
  });

  test('judges milestones against the strictest limit, and says so with its exit code', () => {
    const verdicts = Object.fromEntries(document.milestones.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toEqual({ xen_up: 'not_judged', first_act: 'met', first_show: 'violated' });
    expect(code).toBe(1);
  });

  test('gives the critical path of the last milestone without a gap, from power-on to it', () => {
    const { critical_path: path } = document;
    expect(path.map(({ stage }) => stage)).toEqual(['rom', 'loader', 'xen', 'safe_up', 'open_up', 'open/show']);
    expect(path[0]!.start_ps).toBe(0);
    expect(path.at(-1)!.end_ps).toBe(document.milestones.at(-1)!.at_ps);
    for (const [index, piece] of path.entries()) if (index > 0) expect(piece.start_ps).toBe(path[index - 1]!.end_ps);
  });

  test('ranks levers and combinations by what they win, each with its words for --set', () => {
    const levers = [...new Set(document.what_if.map(({ lever }) => lever))];
    expect(levers).toEqual(
      expect.arrayContaining(['parallel-start', 'hash-instructions', 'faster-medium', 'no-budgets', 'warm-resume']),
    );
    expect(levers.some((lever) => lever.includes(' + '))).toBe(true);
    const won = levers.map((lever) =>
      document.what_if.filter((row) => row.lever === lever).reduce((sum, { delta_ps }) => sum - (delta_ps ?? 0), 0),
    );
    expect(won).toEqual([...won].sort((a, b) => b - a));
  });

  test('a lever tried by hand gives what the table says', async () => {
    const row = document.what_if.find(
      ({ lever, milestone }) => lever === 'hash-instructions' && milestone === 'first_show',
    )!;
    const host = testHost();
    await boot(host, '--json', ...row.set.flatMap((set) => ['--set', set]));
    const changed = JSON.parse(host.said.out) as BootDocument;
    expect(changed.milestones.find(({ name }) => name === 'first_show')!.at_ps).toBe(row.at_ps);
  });

  test('compares with the same ECU without hypervisor', () => {
    const { bare_ps: bare, hypervisor_ps: hypervisor, ratio, hypervisor_stage: stage } = document.overhead!;
    expect(stage).toBe('xen');
    expect(bare).toBeLessThan(hypervisor);
    expect(ratio).toBeCloseTo((hypervisor - bare) / bare, 12);
  });

  test('finds the hole in the chain of trust and what each fault does', () => {
    expect(document.trust.filter(({ weight }) => weight === 'hole').map(({ kind, stage }) => [kind, stage])).toEqual([
      ['rollback', 'loader'],
    ]);
    const old = document.faults.find(({ fault, stage }) => fault === 'rollback' && stage === 'loader')!;
    expect(old.detected_at_ps).toBeNull();
    expect(old.effects.every(({ delta_ps }) => delta_ps === 0)).toBe(true);
    const broken = document.faults.find(({ fault, stage }) => fault === 'bad-signature' && stage === 'open_up')!;
    expect(broken.asil_holds).toBe(true);
    expect(broken.effects.find(({ milestone }) => milestone === 'first_show')!.at_ps).toBeNull();
    expect(broken.reaction_ps).toBeGreaterThan(0);
    const first = document.faults.find(({ fault, stage }) => fault === 'hang' && stage === 'safe_up')!;
    expect(first.effects.find(({ milestone }) => milestone === 'first_show')!.at_ps).toBeNull();
  });

  test('says the same twice', async () => {
    const host = testHost();
    await boot(host, '--json');
    expect(host.said.out).toBe(text);
  });

  test('writes page, chart, tables and document, each with the line that makes it again', async () => {
    const host = testHost();
    expect(await boot(host, '--exit-zero')).toBe(0);
    const folder = join(host.cwd, 'out', 'pair', 'boot');
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['boot-stages.csv', 'boot-what-if.csv', 'boot.html', 'boot.json', 'boot.svg']);
    for (const name of names)
      expect(readFileSync(join(folder, name), 'utf8')).toContain('bulkhead boot pair.yaml --seed 1');
    expect(host.said.out).toMatch(/first_show after .*B-2 violated {3}exit 0\n$/);
    expect(host.said.out).toContain('critical path of first_show');
  });

  test('tries the levers of a file too', async () => {
    const host = testHost();
    writeFileSync(
      join(host.cwd, 'levers.yaml'),
      'levers:\n  quick_rom: [boot.stages.rom.takes=1 ms]\n  wrong: [boot.stages.rim.takes=1 ms]\n',
    );
    await boot(host, '--json', '--what-if', 'levers.yaml');
    const { what_if: rows, what_if_refused: refused } = JSON.parse(host.said.out) as BootDocument;
    expect(rows.find(({ lever, milestone }) => lever === 'quick_rom' && milestone === 'xen_up')!.delta_ps).toBe(-4e9);
    expect(refused.find(({ lever }) => lever === 'wrong')!.refused).toContain('rim');
  });

  test.each([
    ['levers:\n  a: [no path]\n', /^levers\.yaml:2:7 error expects path=value/],
    ['leverz: {}\n', /^levers\.yaml:1:1 error unknown key "leverz"/],
    ['levers: [1, 2]\n', /^levers\.yaml:1:9 error "levers" expects names/],
    ['levers: {a: {b: c}}\n', /^levers\.yaml:1:13 error lever "a" expects a list/],
  ])('refuses a wrong file of levers at its place: %j', async (levers, message) => {
    const host = testHost();
    writeFileSync(join(host.cwd, 'levers.yaml'), levers);
    expect(await boot(host, '--what-if', 'levers.yaml')).toBe(2);
    expect(host.said.err).toMatch(message);
    expect(readdirSync(host.cwd).sort()).toEqual(['levers.yaml', 'pair.yaml']);
  });

  test('refuses an ECU without stages', async () => {
    const host = testHost();
    expect(await cli(['boot', 'minimal'], host, commands)).toBe(2);
    expect(host.said.err).toContain('has no boot stages');
  });
});

test('a run judges boot requirements too, from a boot of its own', async () => {
  const host = testHost();
  writeFileSync(join(host.cwd, 'pair.yaml'), ecu);
  expect(await cli(['run', 'pair.yaml', '--json'], host, commands)).toBe(1);
  const { requirements } = JSON.parse(host.said.out) as { requirements: { id: string; verdict: string }[] };
  expect(requirements.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['B-1', 'met'],
    ['B-2', 'violated'],
    ['B-3', 'met'],
  ]);
});
