import { describe, expect, it } from 'vitest';
import { causes, type Recording, recordKinds } from '../models/records.ts';
import { ecu, fixed, ms, resource, step, task, us, vcpu, vm } from './ecu.test-support.ts';
import { run } from './run.ts';

/** Response times of each task, in order, by name. */
function responses(recording: Recording): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  recording.trace.forEach({
    record(kind, _at, subject, _item, _object, value) {
      if (kind === recordKinds.finish) (found[recording.entities[subject]!.name] ??= []).push(value);
    },
  });
  return found;
}

/** Ledger rows of one job: cause culprit -> ps. */
function charges(recording: Recording, name: string, job: number): Record<string, number> {
  const rows: Record<string, number> = {};
  recording.trace.forEach({
    record(kind, _at, subject, item, object, value) {
      if (kind < recordKinds.charge || item !== job || recording.entities[subject]!.name !== name) return;
      rows[`${causes[kind - recordKinds.charge]} ${recording.entities[object]!.name}`] = value;
    },
  });
  return rows;
}

function linuxKernel(spinYield: number | undefined) {
  return {
    use: 'linux',
    preempt_rt: false,
    tick: 1000 * ms,
    rr_timeslice: 100 * ms,
    fair: 'eevdf',
    spin_yield: spinYield,
    switch_cost: 0,
    interrupt_cost: 0,
  };
}

describe('a run', () => {
  it('runs tasks by priority and charges the wait to who took the time', () => {
    const { recording } = run(
      ecu({
        vms: [
          vm('a', {
            tasks: [
              task('high', { period: 5 * ms, priority: 2, run: fixed(1 * ms) }),
              task('low', { period: 20 * ms, priority: 1, run: fixed(6 * ms) }),
            ],
          }),
        ],
      }),
      { seed: 1, horizonPs: 19 * ms },
    );
    expect(responses(recording)).toEqual({ 'a/high': [ms, ms, ms, ms], 'a/low': [8 * ms] });
    expect(charges(recording, 'a/low', 0)).toEqual({ 'own-execution a/low': 6 * ms, 'preemption a/high': 2 * ms });
  });

  it('charges a spent budget to its owner and a busy neighbour to the neighbour', () => {
    const described = ecu({
      policy: 'fixed-priority',
      vms: [
        vm('a', {
          vcpus: [vcpu('main', { budgetPs: 2 * ms, periodPs: 10 * ms, priority: 2 })],
          tasks: [task('t', { period: 50 * ms, run: fixed(5 * ms) })],
        }),
        vm('b', {
          vcpus: [vcpu('main', { priority: 1 })],
          tasks: [task('hog', { activation: { use: 'always', pause: 0, offset: 0 }, deadlinePs: null })],
        }),
        vm('c', {
          vcpus: [vcpu('main', { priority: 0 })],
          tasks: [task('starved', { period: 50 * ms, run: fixed(1 * ms) })],
        }),
      ],
    });
    const { recording } = run(described, { seed: 1, horizonPs: 49 * ms });
    expect(responses(recording)).toEqual({ 'a/t': [21 * ms] });
    expect(charges(recording, 'a/t', 0)).toEqual({ 'own-execution a/t': 5 * ms, 'budget-depletion a/main': 16 * ms });
  });

  it('pays world switches, traps and interrupts as debts, and charges each', () => {
    const described = ecu({
      policy: 'fixed-priority',
      hypervisor: { costs: { trapPs: 1 * us, worldSwitchPs: 3 * us, injectionPs: 2 * us, timerPs: 0, ipiPs: 0 } },
      vms: [
        vm('a', {
          vcpus: [vcpu('main', { priority: 2 })],
          tasks: [task('t', { period: 10 * ms, run: fixed(1 * ms) })],
        }),
        vm('b', {
          vcpus: [vcpu('main', { priority: 1 })],
          tasks: [task('u', { period: 100 * ms, run: fixed(20 * ms) })],
        }),
      ],
    });
    const { recording } = run(described, { seed: 1, horizonPs: 99 * ms });
    // 0: both timers (2 + 2 us), switch to a (3 us), 1 ms of work.
    expect(responses(recording)['a/t']!.slice(0, 2)).toEqual([1 * ms + 7 * us, 1 * ms + 5 * us]);
    expect(charges(recording, 'a/t', 0)).toEqual({
      'interrupt a': 2 * us,
      'interrupt b': 2 * us,
      'world-switch a/main': 3 * us,
      'own-execution a/t': 1 * ms,
    });
    const row = charges(recording, 'b/u', 0);
    expect(Object.values(row).reduce((sum, ps) => sum + ps, 0)).toBe(responses(recording)['b/u']![0]);
    expect(row['vcpu-preemption a/main']).toBe(3 * ms);
  });

  it('lets a lower task hold a ceiling resource, and calls the wait blocking', () => {
    const described = ecu({
      vms: [
        vm('a', {
          resources: [resource('lock')],
          tasks: [
            task('high', {
              activation: { use: 'periodic', period: 50 * ms, offset: 1 * ms, jitter: 0 },
              priority: 2,
              steps: [step({ run: fixed(1 * ms), hold: ['lock'] })],
            }),
            task('low', { period: 50 * ms, priority: 1, steps: [step({ run: fixed(3 * ms), hold: ['lock'] })] }),
          ],
        }),
      ],
    });
    const { recording } = run(described, { seed: 1, horizonPs: 49 * ms });
    expect(responses(recording)).toEqual({ 'a/high': [3 * ms], 'a/low': [3 * ms] });
    expect(charges(recording, 'a/high', 0)).toEqual({ 'own-execution a/high': 1 * ms, 'blocking a/low': 2 * ms });
  });

  it('waits for an accelerator, and names it', () => {
    const described = ecu({
      accelerators: [{ name: 'gpu', clockHz: 1e9, sheetClockHz: 1e9, callCostPs: 5 * us, policy: 'fifo' }],
      vms: [
        vm('a', {
          tasks: [
            task('t', {
              period: 50 * ms,
              steps: [
                step({ run: fixed(1 * ms) }),
                step({ run: fixed(4 * ms), accelerator: 'gpu' }),
                step({ run: fixed(2 * ms) }),
              ],
            }),
          ],
        }),
      ],
    });
    const { recording } = run(described, { seed: 1, horizonPs: 49 * ms });
    expect(charges(recording, 'a/t', 0)).toEqual({ 'own-execution a/t': 3 * ms + 5 * us, 'backend gpu': 4 * ms });
  });

  it('shows lock-holder pre-emption: everybody spins while the holder has no core', () => {
    const described = (spinYield: number | undefined) =>
      ecu({
        cores: 2,
        policy: 'round-robin',
        perPolicy: { 'round-robin': { quantum: 2 * ms } },
        vms: [
          vm('a', {
            kernel: linuxKernel(spinYield),
            vcpus: [vcpu('v0', { pcpus: [0] }), vcpu('v1', { pcpus: [1] })],
            resources: [resource('lock', 'spin')],
            tasks: [
              task('holder', { period: 100 * ms, on: ['v0'], steps: [step({ run: fixed(3 * ms), hold: ['lock'] })] }),
              task('spinner', {
                activation: { use: 'periodic', period: 100 * ms, offset: 1 * ms, jitter: 0 },
                on: ['v1'],
                steps: [step({ run: fixed(1 * ms), hold: ['lock'] })],
              }),
            ],
          }),
          vm('hog', {
            vcpus: [vcpu('main', { pcpus: [0] })],
            tasks: [task('hog', { activation: { use: 'always', pause: 0, offset: 0 }, deadlinePs: null })],
          }),
          vm('idler', {
            vcpus: [vcpu('main', { pcpus: [1] })],
            tasks: [
              task('work', {
                period: 100 * ms,
                run: fixed(2 * ms),
                activation: { use: 'periodic', period: 100 * ms, offset: 2 * ms, jitter: 0 },
              }),
            ],
          }),
        ],
      });
    const busy = run(described(undefined), { seed: 1, horizonPs: 99 * ms }).recording;
    // The holder works 2 ms, loses its core for 2 ms, works 1 ms; the spinner waits from 1 ms to 5 ms, then works.
    expect(responses(busy)['a/holder']).toEqual([5 * ms]);
    expect(charges(busy, 'a/spinner', 0)['lock-holder a/holder']).toBe(2 * ms);
    expect(charges(busy, 'a/spinner', 0)['vcpu-preemption idler/main']).toBe(2 * ms);
    const yielding = run(described(100 * us), { seed: 1, horizonPs: 99 * ms }).recording;
    // A yielding vCPU lets the other guest work in the meantime.
    expect(responses(yielding)['idler/work']![0]).toBeLessThan(responses(busy)['idler/work']![0]!);
  });

  it('slows a task by what its neighbours do to memory, and names them', () => {
    const stream = (name: string, pcpu: number, period: number, work: number) =>
      vm(name, {
        vcpus: [vcpu('main', { pcpus: [pcpu] })],
        tasks: [task('t', { period, run: fixed(work), memory: { use: 'stream', size: 8 * 2 ** 20, writes: 0.5 } })],
      });
    const described = (fidelity: 'rate' | 'none') => ({
      ...ecu({ cores: 2, vms: [stream('a', 0, 50 * ms, 2 * ms), stream('b', 1, 50 * ms, 20 * ms)] }),
      memory: { fidelity, regulators: [] },
    });
    const alone = responses(run(described('none'), { seed: 1, horizonPs: 49 * ms }).recording)['a/t']![0]!;
    const { recording } = run(described('rate'), { seed: 1, horizonPs: 49 * ms });
    const slowed = responses(recording)['a/t']![0]!;
    expect(alone).toBe(2 * ms);
    expect(slowed).toBeGreaterThan(alone);
    const row = charges(recording, 'a/t', 0);
    expect(row['own-execution a/t']).toBe(2 * ms);
    expect(Object.keys(row).filter((key) => key.endsWith('b/t')).length).toBeGreaterThan(0);
    expect(Object.values(row).reduce((sum, ps) => sum + ps, 0)).toBe(slowed);
  });

  it('charges the refill after a switch to who evicted the lines', () => {
    const described = {
      ...ecu({
        vms: [
          vm('a', {
            tasks: [
              task('big', {
                period: 100 * ms,
                priority: 1,
                run: fixed(20 * ms),
                memory: { use: 'random', size: 2 ** 19, writes: 0 },
              }),
              task('often', {
                period: 5 * ms,
                priority: 2,
                run: fixed(1 * ms),
                memory: { use: 'stream', size: 2 ** 21, writes: 0 },
              }),
            ],
          }),
        ],
      }),
      memory: { fidelity: 'rate' as const, regulators: [] },
    };
    const soc = {
      ...described.soc,
      caches: [
        { name: 'l2', level: 2, kind: 'unified', cores: ['cpu'], shared: true, size: 2 ** 20, ways: 16, line: 64 },
      ],
    };
    const { recording } = run({ ...described, soc }, { seed: 1, horizonPs: 99 * ms });
    const row = charges(recording, 'a/big', 0);
    expect(row['cache-refill a/often']).toBeGreaterThan(0);
    expect(row['own-execution a/big']).toBe(20 * ms);
  });

  it('follows a chain across VMs', () => {
    const described = ecu({
      cores: 2,
      hypervisor: { costs: { trapPs: 0, worldSwitchPs: 0, injectionPs: 2 * us, timerPs: 0, ipiPs: 1 * us } },
      vms: [
        vm('a', { tasks: [task('first', { period: 10 * ms, run: fixed(1 * ms) })] }),
        vm('b', {
          vcpus: [vcpu('main', { pcpus: [1] })],
          tasks: [
            task('second', { activation: { use: 'after', of: 'a/first' }, deadlinePs: null, run: fixed(2 * ms) }),
          ],
        }),
      ],
    });
    const { recording } = run(described, { seed: 1, horizonPs: 9 * ms });
    expect(responses(recording)).toEqual({ 'a/first': [1 * ms + 2 * us], 'b/second': [2 * ms + 3 * us] });
    expect(charges(recording, 'b/second', 0)).toEqual({
      'interrupt a/first': 3 * us,
      'own-execution b/second': 2 * ms,
    });
  });
});
