/**
 * What a sound file means: defaults, merging, copies, priorities, chains, provenance. What a wrong file gives is in
 * `mistakes.test.ts`, and in `load.fuzz.test.ts` for all the rest.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EcuDescription, Task, Vm } from './ecu.ts';
import { load } from './load.ts';
import { renderProblem } from './problem.ts';

const ms = 1e9;

function loadTexts(texts: Readonly<Record<string, string>>, ...overrides: readonly string[]) {
  return load({ main: 'main.yaml', read: (name) => texts[name] ?? null }, { overrides });
}

/** A file with this after the version line. */
function ecuOf(text: string, ...overrides: readonly string[]): EcuDescription {
  const loaded = loadTexts({ 'main.yaml': `bulkhead: 1\n${text}` }, ...overrides);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => renderProblem(problem, '')).join('\n'));
  return loaded.ecu;
}

function messagesOf(text: string, ...overrides: readonly string[]): string[] {
  const loaded = loadTexts({ 'main.yaml': `bulkhead: 1\n${text}` }, ...overrides);
  return loaded.ok
    ? []
    : loaded.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

const vmOf = (ecu: EcuDescription, name: string): Vm => ecu.vms.find((vm) => vm.name === name)!;
const taskOf = (vm: Vm, name: string): Task => vm.tasks.find((task) => task.name === name)!;

const small = 'vms: {a: {tasks: {t: {period: 10 ms, execution: 2 ms}}}}';

describe('defaults', () => {
  const ecu = ecuOf(small);

  test('one VM on four generic cores without hypervisor', () => {
    expect(ecu).toMatchObject({ format: 1, name: 'main', run: { horizonPs: 10e12, warmUpPs: 0, seed: 1 } });
    expect(ecu.soc.use).toBe('generic-4core');
    expect(ecu.hypervisor.use).toBe('none');
    expect(ecu.hypervisor.pools).toEqual([expect.objectContaining({ name: 'default', pcpus: [0, 1, 2, 3] })]);
    expect(vmOf(ecu, 'a')).toMatchObject({
      asil: 'QM',
      kernel: { use: 'osek' },
      memoryBytes: 64 * 2 ** 20,
      pool: 'default',
    });
  });

  test('one vCPU "main" on all pCPUs', () => {
    const main = {
      name: 'main',
      pcpus: [0, 1, 2, 3],
      budgetPs: null,
      periodPs: null,
      weight: 256,
      priority: 0,
      perPolicy: {},
    };
    expect(vmOf(ecu, 'a').vcpus).toEqual([main]);
  });

  test('the period is the deadline, counted and not judged', () => {
    expect(taskOf(vmOf(ecu, 'a'), 't')).toMatchObject({ deadlinePs: 10 * ms, deadlineWritten: false, on: ['main'] });
    const written = ecuOf('vms: {a: {tasks: {t: {period: 10 ms, deadline: 10 ms, execution: 2 ms}}}}');
    expect(taskOf(vmOf(written, 'a'), 't')).toMatchObject({ deadlinePs: 10 * ms, deadlineWritten: true });
  });

  test('a bare time is a fixed execution, and "always" without any runs for ever', () => {
    const [step] = taskOf(vmOf(ecu, 'a'), 't').steps;
    expect(step?.run).toEqual({ default: { use: 'fixed', time: 2 * ms }, perCore: {} });
    expect(taskOf(vmOf(ecuOf('vms: {a: {tasks: {t: {activation: always}}}}'), 'a'), 't').steps).toEqual([]);
  });
});

describe('priorities by period', () => {
  const { vms } = ecuOf(`
vms:
  a:
    interrupts: {i: {line: 1, arrival: {use: sporadic, gap: 7 ms}, handler: 1 us}}
    tasks:
      slow: {period: 100 ms, execution: 1 ms}
      fast: {period: 5 ms, execution: 1 ms}
      same: {period: 5 ms, execution: 1 ms}
      chained: {activation: {use: after, of: slow}, execution: 1 ms}
      handled: {activation: {use: interrupt, of: i}, execution: 1 ms}
      hog: {activation: always}
      given: {period: 1 ms, execution: 10 us, priority: 2}
  b: {tasks: {t: {period: 1 ms, execution: 10 us}}}`);
  const priorities = Object.fromEntries(vms[0]!.tasks.map(({ name, priority }) => [name, priority]));

  test('the shorter the period, the larger the number; a written one stays', () => {
    expect(priorities).toEqual({ slow: 1, chained: 1, handled: 2, fast: 3, same: 3, given: 2, hog: 0 });
  });

  test('each VM counts by itself', () => expect(vms[1]!.tasks[0]!.priority).toBe(1));
});

describe('names', () => {
  test('things are sorted by code units, copies by number', () => {
    const { vms } = ecuOf(
      'hypervisor: {policy: fixed-priority}\nvms: {b: {vcpus: {x: {count: 11}, X: {}}, tasks: {}}, a: {}, B: {}}',
    );
    expect(vms.map(({ name }) => name)).toEqual(['B', 'a', 'b']);
    expect(vms[2]!.vcpus.map(({ name }) => name)).toEqual(['X', ...Array.from({ length: 11 }, (_, i) => `x.${i}`)]);
  });

  test('key order changes nothing but the digest of nothing', () => {
    const one = ecuOf('vms: {a: {asil: B, memory: 1 GiB}, b: {}}\nsoc: zcu104');
    const other = ecuOf('soc: zcu104   # a comment\nvms:\n  b: {}\n  a: {memory: 1GiB, asil: B}');
    expect(other.sha256).toBe(one.sha256);
    expect(ecuOf('vms: {a: {asil: B, memory: 2 GiB}, b: {}}\nsoc: zcu104').sha256).not.toBe(one.sha256);
  });

  test('the bare name of a counted thing means all of them', () => {
    const { vms, requirements } = ecuOf(`
vms: {a: {vcpus: {v: {count: 2}, w: {}}, tasks: {t: {count: 2, period: 1 ms, execution: 1 us, on: [v]}}}}
requirements: {R: {use: response, of: a/t, max: 1 ms}}`);
    expect(vms[0]!.tasks.map(({ name, on }) => [name, on])).toEqual([
      ['t.0', ['v.0', 'v.1']],
      ['t.1', ['v.0', 'v.1']],
    ]);
    expect(requirements.map(({ id, of, max }) => [id, of, max])).toEqual([
      ['R.0', 'a/t.0', ms],
      ['R.1', 'a/t.1', ms],
    ]);
  });

  test('a pCPU list takes numbers and core types; numbers run through the types by name', () => {
    const { vms } = ecuOf(
      'soc: jetson-tx2\nvms: {a: {vcpus: {d: {pcpus: [denver]}, a: {pcpus: [a57]}, m: {pcpus: [5, a57, 0]}}}}',
    );
    expect(Object.fromEntries(vms[0]!.vcpus.map(({ name, pcpus }) => [name, pcpus]))).toEqual({
      a: [0, 1, 2, 3],
      d: [4, 5],
      m: [0, 1, 2, 3, 5],
    });
  });
});

describe('reuse', () => {
  test('"like" takes all but count, source and note, and null removes', () => {
    const ecu = ecuOf(`
sources: {bench: {grade: measured, text: A bench}}
vms:
  a: {tasks: {p: {count: 0, source: bench, period: 10 ms, execution: 1 ms, deadline: 5 ms, budget: 2 ms}, q: {like: p, period: 20 ms, budget: null}}}
  b: {tasks: {r: {like: a/p}}}
  c: {like: b, asil: D}`);
    const q = taskOf(vmOf(ecu, 'a'), 'q');
    expect(vmOf(ecu, 'a').tasks).toHaveLength(1);
    expect(q).toMatchObject({ activation: { period: 20 * ms }, deadlinePs: 5 * ms, budgetPs: null });
    expect(vmOf(ecu, 'c')).toMatchObject({ asil: 'D', tasks: [{ name: 'r', deadlinePs: 5 * ms, budgetPs: 2 * ms }] });
    // Inherited text keeps the source that stands around it; new text has none here.
    const note = (path: string) => ecu.provenance.find((one) => one.path === path);
    expect(note('vms.a.tasks.q.deadline')).toEqual({
      path: 'vms.a.tasks.q.deadline',
      value: '5 ms',
      source: 'bench',
      grade: 'measured',
    });
    expect(note('vms.a.tasks.q.period')).toMatchObject({ value: '20 ms', source: 'none', grade: 'assumed' });
  });

  test('a base is found beside the text that names it, and the main text lies over it', () => {
    const texts: Readonly<Record<string, string>> = {
      'dir/main.yaml': 'bulkhead: 1\nbase: sub/base.yaml\nrun: {seed: 3}\nvms: {a: {asil: C}, b: null}',
      'dir/sub/base.yaml': 'bulkhead: 1\nbase: ../deep.yaml\nvms: {a: {asil: B, memory: 1 GiB}, b: {}}',
      'dir/deep.yaml': 'bulkhead: 1\nrun: {horizon: 1 s, seed: 2}',
    };
    const loaded = load({ main: 'dir/main.yaml', read: (name) => texts[name] ?? null });
    expect(loaded).toMatchObject({
      ok: true,
      ecu: {
        origin: 'dir/main.yaml',
        run: { horizonPs: 1e12, seed: 3 },
        vms: [{ name: 'a', asil: 'C', memoryBytes: 2 ** 30 }],
      },
    });
  });

  test('a mistake of a base is reported in the base', () => {
    const loaded = loadTexts({
      'main.yaml': 'bulkhead: 1\nbase: base.yaml',
      'base.yaml': 'bulkhead: 1\nrun: {horizon: 1}\nvms: {}',
    });
    expect(loaded).toMatchObject({ ok: false, problems: [{ file: 'base.yaml', line: 2, column: 16 }] });
  });

  test('a base that is missing, or stands on itself', () => {
    expect(loadTexts({ 'main.yaml': 'bulkhead: 1\nbase: none.yaml' })).toMatchObject({
      ok: false,
      problems: [{ file: 'main.yaml', line: 2, message: 'there is no file "none.yaml"' }],
    });
    expect(loadTexts({ 'main.yaml': 'bulkhead: 1\nbase: main.yaml' })).toMatchObject({
      ok: false,
      problems: [{ message: 'a file stands on itself: main.yaml <- main.yaml' }],
    });
  });
});

describe('overrides', () => {
  const text =
    'vms: {a: {vcpus: {v: {count: 2, weight: 100}}, tasks: {t: {period: 10 ms, steps: [{name: s, run: 1 ms}, {sleep: 1 ms}]}}}}';

  test('the last wins, null removes, a map merges', () => {
    expect(ecuOf(text, 'run.seed=2', 'run.seed=3').run.seed).toBe(3);
    expect(ecuOf(text, 'vms.a.vcpus=null').vms[0]!.vcpus.map(({ name }) => name)).toEqual(['main']);
    expect(ecuOf(text, 'vms.a.tasks.t={deadline: 5ms}').vms[0]!.tasks[0]).toMatchObject({
      deadlinePs: 5 * ms,
      activation: { period: 10 * ms },
    });
  });

  test('a step goes by its name or its number, a copy by its number', () => {
    expect(ecuOf(text, 'vms.a.tasks.t.steps.s.run=3ms').vms[0]!.tasks[0]!.steps[0]!.run!.default).toEqual({
      use: 'fixed',
      time: 3 * ms,
    });
    expect(ecuOf(text, 'vms.a.tasks.t.steps.1.sleep=2ms').vms[0]!.tasks[0]!.steps[1]!.sleepPs).toBe(2 * ms);
    expect(ecuOf(text, 'vms.a.vcpus.v.1.weight=7').vms[0]!.vcpus.map(({ weight }) => weight)).toEqual([100, 7]);
    expect(ecuOf(text, 'vms.a.vcpus.v.weight=7').vms[0]!.vcpus.map(({ weight }) => weight)).toEqual([7, 7]);
  });

  test('short and long forms meet', () => {
    expect(ecuOf('vms: {a: {kernel: linux}}', 'vms.a.kernel.tick=1ms').vms[0]!.kernel).toMatchObject({
      use: 'linux',
      tick: ms,
    });
    expect(ecuOf(`soc: jetson-tx2\n${small}`, 'soc.use=zcu104').soc.cores.map(({ name }) => name)).toEqual(['a53']);
    expect(ecuOf('soc: zcu104\nvms: {}', 'soc.cores.a53.clock=600MHz').soc.cores[0]).toMatchObject({
      clockHz: 600e6,
      sheetClockHz: 1200e6,
    });
  });

  test.each([
    ['run.seed', '--set:1:1: expects path=value, found "run.seed"'],
    ['run.sed=1', '--set:1:1: the path "run.sed" leads nowhere: no "sed" in "run"'],
    ['vms.b.asil=B', '--set:1:1: the path "vms.b.asil" leads nowhere: no "b" in "vms"'],
    ['vms.b=null', '--set:1:1: the path "vms.b" leads nowhere: no "b" in "vms"'],
    ['run.horizon=4', '--set:1:13: "horizon" needs a unit: 4 is a bare number'],
    ['run.horizon=1ms..4ms', '--set:1:13: "horizon" expects a time like "5 ms", found "1ms..4ms"'],
    ['vms.a={asli: B}', '--set:1:8: unknown key "asli" in "a"'],
    ['run.seed=[', '--set:1:10: "]" is missing'],
  ])('%s', (override, message) => expect(messagesOf(text, override)).toEqual([message]));
});

describe('where numbers come from', () => {
  const ecu = ecuOf(`
source: bench
sources: {bench: {grade: measured, text: A bench}, book: {grade: published, text: A book}}
soc: zcu104
hypervisor: {use: bao, costs: {trap: 240 cycles @book}}
vms: {a: {tasks: {t: {period: 10 ms @book, execution: 2 ms}}}}`);
  const note = (path: string) => ecu.provenance.find((one) => one.path === path);

  test('"@source", else the nearest "source:", else the sheet', () => {
    expect(note('vms.a.tasks.t.period')).toMatchObject({ value: '10 ms', source: 'book', grade: 'published' });
    expect(note('vms.a.tasks.t.execution.time')).toMatchObject({ value: '2 ms', source: 'bench', grade: 'measured' });
    expect(note('hypervisor.costs.trap')).toMatchObject({ value: '240 cycles', source: 'book' });
    expect(note('hypervisor.costs.timer')).toMatchObject({ grade: 'assumed', source: expect.stringContaining('Bao') });
    expect(note('soc.cores.a53.clock')).toMatchObject({ value: '1.2 GHz', grade: 'published' });
  });

  test('what nobody wrote is an assumption', () => {
    expect(note('vms.a.vcpus.main.weight')).toEqual({
      path: 'vms.a.vcpus.main.weight',
      value: '256',
      source: 'none',
      grade: 'assumed',
    });
    expect(note('vms.a.tasks.t.priority')).toMatchObject({ value: '1', source: 'none' });
  });

  test('cycles are those of the first core type, rounded up', () => expect(ecu.hypervisor.costs.trapPs).toBe(200_000));
});

describe('chains, requirements, warnings', () => {
  test('a hop is an activation, a channel, or an assumed one', () => {
    const tasks =
      't: {period: 1 ms, execution: 1 us, writes: [x, y]}, u: {activation: {use: after, of: t}, execution: 1 us, reads: [x], writes: [y]}, v: {period: 1 ms, execution: 1 us, reads: [x, y]}';
    const { chains } = ecuOf(
      `channels: {x: {}, y: {}}\nvms: {a: {tasks: {${tasks}}}}\nchains: {c: {path: [a/t, a/u, a/v, a/t]}, d: {path: [a/t, y, a/v]}}`,
    );
    expect(chains).toEqual([
      { name: 'c', path: ['a/t', 'a/u', 'a/v', 'a/t'], hops: ['after', 'y', null] },
      { name: 'd', path: ['a/t', 'a/v'], hops: ['y'] },
    ]);
  });

  test('a preset is resolved to its kind, with limit and source', () => {
    const text =
      'vms: {a: {tasks: {t: {period: 1 ms, execution: 1 us}, u: {period: 1 ms, execution: 1 us}}}}\nchains: {c: {path: [a/t, a/u]}}\nrequirements: {R: {use: camera-monitor-un-r46, of: c}, S: {use: reaction, of: c, max: 5 ms}}';
    const [preset, plain] = ecuOf(text).requirements;
    expect(preset).toMatchObject({
      use: 'reaction',
      preset: 'camera-monitor-un-r46',
      max: 200 * ms,
      grade: 'published',
      source: expect.stringContaining('No. 46'),
    });
    expect(plain).toMatchObject({ use: 'reaction', preset: null, max: 5 * ms, grade: 'assumed', source: null });
  });

  test('what is not simulated is named once per area, and only when it is there', () => {
    const areas = (ecu: EcuDescription) =>
      ecu.warnings.filter(({ message }) => message.startsWith('not simulated yet')).map(({ path }) => path);
    expect(areas(ecuOf(`${small}\nmemory: {fidelity: none}`))).toEqual([]);
    const everything = readFileSync(new URL('./samples/everything.yaml', import.meta.url), 'utf8');
    const loaded = load({ main: 'everything.yaml', read: () => everything });
    expect(loaded.ok).toBe(true);
    if (loaded.ok) expect(new Set(areas(loaded.ecu)).size).toBe(areas(loaded.ecu).length);
  });
});

describe('what only follows from a mistake is not reported', () => {
  test.each([
    ['soc: zcu105\nvms: {a: {vcpus: {m: {pcpus: [a53]}}}}', ['main.yaml:2:6: soc cannot be "zcu105"']],
    ['vms: [a, b]\nchains: {c: {path: [a/t, b/t]}}', ['main.yaml:2:6: "vms" expects a map of names']],
    [
      'vms: {a: {tasks: {t: {perod: 1 ms, execution: 1 us, deadline: 5}}}}',
      [
        'main.yaml:2:23: unknown key "perod" in task "t"',
        'main.yaml:2:63: "deadline" needs a unit: 5 is a bare number',
      ],
    ],
    [
      'sources: {b: {grade: guess, text: x}}\nvms: {a: {memory: 1 GiB @b}}',
      ['main.yaml:2:22: grade cannot be "guess"'],
    ],
    [
      'vms: {a: {tasks: {t: {count: 2, period: 5, execution: 1 us}}}, b: {like: a}}',
      ['main.yaml:2:41: "period" needs a unit: 5 is a bare number'],
    ],
  ])('%s', (text, expected) => expect(messagesOf(text)).toEqual(expected));
});

test('a task may choose among the policies of its kernel', () => {
  const text = (policy: string) =>
    `vms: {a: {kernel: linux, tasks: {t: {period: 1 ms, execution: 1 us, policy: ${policy}}}}}`;
  expect(messagesOf(text('fifo'))).toEqual([]);
  expect(messagesOf(text('fifi'))).toEqual(['main.yaml:2:77: policy cannot be "fifi"']);
});

test.each([64, 1000, 30_000])('%i levels of brackets are too deep', (levels) => {
  const value = '['.repeat(levels) + ']'.repeat(levels);
  expect(messagesOf(`vms: {a: {devices: {d: {use: watchdog, x: ${value}}}}}`)).toEqual([
    expect.stringMatching(/^main\.yaml:2:\d+: the text is nested too deeply$/),
  ]);
});

test('copies that multiply beyond all measure are refused', () => {
  const tasks = 'tasks: {t: {count: 4096, period: 1 ms, execution: 1 us}}';
  expect(messagesOf(`vms: {a: {count: 4096, ${tasks}}}`)).toEqual([
    'main.yaml:2:18: "count" makes more than 100000 things',
  ]);
});

test("the policy's own checks are reported at their place", () => {
  const text = 'soc: {use: generic-4core, cores: {cpu: {count: 1}}}\nhypervisor: {policy: static}\nvms: {a: {}, b: {}}';
  expect(messagesOf(text)).toEqual([expect.stringMatching(/^main\.yaml:4:\d+: /)]);
});
