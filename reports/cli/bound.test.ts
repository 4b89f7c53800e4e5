/**
 * `bound`, `explain` and `search` from words to files, in process, on a small ECU of their own: what is said, what is written,
 * which exit code, and that the lines at their ends say the same again.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exceeded } from './bound-run.ts';
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { testHost } from './host.test-support.ts';

const smallEcu = `bulkhead: 1
name: small
run: {horizon: 400 ms}
soc: {use: generic-4core}
hypervisor: {use: bao, policy: fixed-priority}
memory: {fidelity: none}
vms:
  a:
    asil: B
    kernel: osek
    vcpus: {main: {pcpus: [0], budget: 6 ms, period: 10 ms, priority: 2}}
    tasks:
      control: {period: 20 ms, deadline: 12 ms, priority: 2, execution: {use: uniform, min: 1 ms, max: 3 ms}, writes: [value]}
      show: {period: 40 ms, priority: 1, execution: 2 ms, reads: [value]}
      late: {period: 100 ms, deadline: 3 ms, execution: 2900 us, priority: 3, offset: 5 ms}
  b:
    vcpus: {main: {pcpus: [0], priority: 1}}
    tasks:
      hog: {activation: always, execution: 1 ms}
channels: {value: {size: 8 B}}
chains: {show_value: {path: [a/control, a/show]}}
requirements:
  R-1: {use: reaction, of: show_value, max: 90 ms}
`;

function folder(): string {
  const { cwd } = testHost();
  writeFileSync(join(cwd, 'small.yaml'), smallEcu);
  return cwd;
}

async function call(words: readonly string[], cwd: string) {
  const host = testHost({ cwd });
  const code = await cli(words, host, commands);
  return { code, ...host.said };
}

const filesIn = (cwd: string) =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.\w+$/.test(file))
    .sort();

describe('bound', () => {
  test('says what is bounded, what is not and why; simulated never beyond', async () => {
    const cwd = folder();
    const { code, out } = await call(['bound', 'small.yaml', '--json', '--seeds', '2'], cwd);
    const document = JSON.parse(out);
    expect(document.rows.map(({ subject, kind }: { subject: string; kind: string }) => [subject, kind])).toEqual([
      ['a/control', 'task'],
      ['a/late', 'task'],
      ['a/show', 'task'],
      ['b/hog', 'task'],
      ['show_value', 'reaction'],
      ['show_value', 'data-age'],
    ]);
    for (const row of document.rows) {
      if (row.bound_ps === null) expect(row.reason).not.toBe(null);
      else {
        expect(row.simulated_max_ps).toBeGreaterThan(0);
        expect(row.simulated_max_ps).toBeLessThanOrEqual(row.bound_ps);
        expect(row.terms.reduce((sum: number, { ps }: { ps: number }) => sum + ps, 0)).toBe(row.bound_ps);
      }
    }
    const [control, , show, hog, reaction] = document.rows;
    expect(control.bound_ps).toBeLessThan(12e9);
    expect(show.deadline_ps).toBe(40e9);
    expect(hog.reason).toMatch('vCPU b/main is asked for 100.');
    expect(reaction).toMatchObject({ judged: true, deadline_ps: 90e9 });
    // `late` has 3 ms and needs 2.9 ms of a budget that may begin with a gap.
    expect(code).toBe(1);
    expect(filesIn(cwd)).toEqual(['small.yaml']);
  });

  test('writes page, drawings, table and document, each with the line that makes them again', async () => {
    const cwd = folder();
    const { out } = await call(['bound', 'small.yaml', '--seeds', '1', '--sensitivity', '--tails'], cwd);
    const files = filesIn(join(cwd, 'out/small/bound'));
    expect(files).toEqual(['bounds.csv', 'bounds.html', 'bounds.json', 'supply-a-main.svg', 'supply-b-main.svg']);
    const line = /again {2}(bulkhead .*)/.exec(out)![1]!;
    for (const file of files) expect(readFileSync(join(cwd, 'out/small/bound', file), 'utf8')).toContain(line);
    const again = await call(line.split(' ').slice(1), cwd);
    const timeless = (text: string) => text.replace(/[\d.]+ s$/m, '');
    expect(timeless(again.out)).toBe(timeless(out));
    expect(out).toMatch(/all executions x \d/);
    expect(out).toContain('refused');
  });

  test('leaves out of the cockpit what theory does not count, says so first, and nothing with --whole', async () => {
    const words = ['bound', 'cockpit', '--seeds', '1', '--horizon', '200ms'];
    const told = JSON.parse((await call([...words, '--json'], folder())).out);
    expect(told.left_out.map(({ part }: { part: string }) => part.split(/[:(]/)[0])).toEqual([
      'contention for memory',
      'faults and restarts',
      'devices',
      expect.stringMatching('tasks have of devices'),
    ]);
    const row = (subject: string) => told.rows.find((one: { subject: string }) => one.subject === subject);
    expect(row('cluster/telltale').bound_ps).toBeGreaterThan(row('cluster/telltale').simulated_max_ps);
    expect(row('gateway/network').without).toMatch('can0');
    expect(row('cluster/present')).toMatchObject({ bound_ps: null, simulated_max_ps: null });
    const all = await call([...words, '--whole', '--json'], folder());
    const whole = JSON.parse(all.out);
    expect(whole.left_out).toEqual([]);
    expect(whole.rows.every(({ bound_ps }: { bound_ps: number | null }) => bound_ps === null)).toBe(true);
    expect(whole.replay).toContain('--whole');
    const page = await call([...words.slice(0, 2), '--seeds', '0', '--format', 'html'], folder());
    expect(page.out.indexOf('left out of bounds')).toBeLessThan(page.out.indexOf('task or chain'));
  });

  test('tells the user what is wrong', async () => {
    const cwd = folder();
    expect(await call(['bound', 'small.yaml', '--seeds', 'x'], cwd)).toMatchObject({ code: 2 });
    const stale = await call(['bound', 'small.yaml', '--digest', '0123456789abcdef'], cwd);
    expect(stale).toMatchObject({ code: 2 });
    expect(stale.err).toContain('has digest');
  });

  test('a run beyond its bound would be an internal error', () => {
    const row = {
      kind: 'task',
      subject: 'a/b',
      vm: 'a',
      asil: 'QM',
      reason: null,
      deadlinePs: null,
      judged: false,
      terms: [],
      limiting: null,
      criticalInstant: null,
    } as const;
    expect(exceeded([{ ...row, simulatedPs: 5, boundPs: 5 }])).toBe(null);
    expect(exceeded([{ ...row, simulatedPs: 6, boundPs: 5 }])?.subject).toBe('a/b');
  });
});

describe('explain', () => {
  test('tells the worst job, what its bound assumes, and what would have been enough', async () => {
    const cwd = folder();
    const { code, out } = await call(['explain', 'small.yaml', '--task', 'a/late'], cwd);
    expect(code).toBe(0);
    expect(out).toMatch(/a\/late job \d took .* late/);
    expect(out).toContain('execution of a/late');
    expect(out).toMatch(/The bound of .* assumes/);
    expect(filesIn(join(cwd, 'out/small/explain'))).toEqual([
      'explain.html',
      'explain.json',
      'ledger.svg',
      'timeline.svg',
    ]);
    const told = JSON.parse(readFileSync(join(cwd, 'out/small/explain/explain.json'), 'utf8'));
    expect(told.ledger.reduce((sum: number, { ps }: { ps: number }) => sum + ps, 0)).toBe(told.response_ps);
    for (const { response_ps } of told.changes) expect(response_ps).toBeLessThanOrEqual(told.deadline_ps);
  });

  test('tells one job by its number, and the worst way of a chain', async () => {
    const cwd = folder();
    const job = JSON.parse(
      (await call(['explain', 'small.yaml', '--task', 'a/control', '--job', '3', '--json'], cwd)).out,
    );
    expect([job.job, job.release_at_ps]).toEqual([3, 60e9]);
    const { chain } = JSON.parse((await call(['explain', 'small.yaml', '--chain', 'show_value', '--json'], cwd)).out);
    expect(chain.steps.map(({ task }: { task: string }) => task)).toEqual(['a/control', 'a/show']);
    expect(chain.steps[1].write_at_ps - chain.steps[0].release_at_ps).toBe(chain.reaction_ps);
    expect(chain.reaction_ps).toBeLessThanOrEqual(chain.bound_ps);
  });

  test.each([
    [[], 'expects either --task'],
    [['--task', 'a/contrl'], 'did you mean "a/control"'],
    [['--chain', 'nothing'], 'there is no chain'],
    [['--task', 'a/control', '--job', '99999'], 'did not finish'],
    [['--task', 'a/control', '--job', '-1'], '--job'],
  ])('%j is bad input', async (words, message) => {
    const { code, err } = await call(['explain', 'small.yaml', ...words], folder());
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('search', () => {
  test('finds at least what random seeds find, never more than the bound, and saves it as an ECU', async () => {
    const cwd = folder();
    const { code, out } = await call(
      ['search', 'small.yaml', '--chain', 'show_value', '--runs', '8', '--json', '--out', 'found'],
      cwd,
    );
    expect(code).toBe(0);
    const found = JSON.parse(out);
    expect(found.found_max_ps).toBeGreaterThanOrEqual(found.random_max_ps);
    expect(found.found_max_ps).toBeLessThanOrEqual(found.bound_ps);
    expect(filesIn(join(cwd, 'found/small/search'))).toEqual(['worst-show_value.yaml']);
    const saved = JSON.parse(
      (await call(['run', 'found/small/search/worst-show_value.yaml', '--json', '--exit-zero'], cwd)).out,
    );
    expect(saved.chains[0].reaction_ps.max).toBe(found.found_max_ps);
  });

  test('the same order finds the same', async () => {
    const cwd = folder();
    const once = async () =>
      (await call(['search', 'small.yaml', '--task', 'a/show', '--runs', '3', '--anomalies', '--json'], cwd)).out;
    expect(await once()).toBe(await once());
  });
});
