/** The rules of the guests' mechanism, one by one, on machines that are small enough to follow by hand. */
import { describe, expect, it } from 'vitest';
import { runMachine, type TaskWords } from '../hypervisor/machine.test-support.ts';
import type { Protocol } from './resource.ts';

describe('an announcement', () => {
  it('is one timer interrupt per vCPU and instant, however many tasks are released', () => {
    const { lines, charges } = runMachine(
      {
        costs: { injectionPs: 200 },
        vms: {
          a: {
            costs: { interruptPs: 30 },
            tasks: { t: { at: [0, 1000], runPs: 100, priority: 2 }, u: { at: [0], runPs: 100, priority: 1 } },
          },
        },
      },
      3000,
    );
    expect(lines('overhead')).toEqual([
      '0 overhead interrupt pcpu0 a=200',
      '0 overhead interrupt a/v0 a=30',
      '1000 overhead interrupt pcpu0 a=200',
      '1000 overhead interrupt a/v0 a=30',
    ]);
    expect(charges('a/u')).toEqual({ 'interrupt a': 230, 'preemption a/t': 100, 'own-execution a/u': 100 });
  });

  it('is a message where the successor is on another vCPU, and nothing on the same one', () => {
    const { lines, responses, charges } = runMachine(
      {
        cores: [0, 0],
        costs: { injectionPs: 200, ipiPs: 40 },
        vms: {
          a: {
            costs: { interruptPs: 30 },
            tasks: { t: { at: [0], runPs: 100 }, near: { after: 'a/t', runPs: 10 } },
          },
          b: { vcpus: [{ pcpus: [1] }], costs: { interruptPs: 3 }, tasks: { far: { after: 'a/t', runPs: 10 } } },
        },
      },
      3000,
    );
    expect(lines('overhead').slice(2)).toEqual([
      '330 overhead interrupt pcpu1 a/t=240',
      '330 overhead interrupt b/v0 a/t=3',
    ]);
    expect(responses('a/near')).toEqual([10]);
    expect(charges('b/far')).toEqual({ 'interrupt a/t': 243, 'own-execution b/far': 10 });
  });
});

describe('a guest switch', () => {
  it('costs when another task comes, and nothing when the last one comes back', () => {
    const { responses, lines } = runMachine(
      { vms: { a: { costs: { switchPs: 10 }, tasks: { t: { at: [0, 1000], runPs: 100 } } } } },
      3000,
    );
    expect(responses('a/t')).toEqual([110, 100]);
    expect(lines('overhead')).toEqual(['0 overhead guest-switch a/v0 a/t=10']);
  });

  it('costs a pre-empted task two: one each way, blamed on the task that comes', () => {
    const { charges } = runMachine(
      {
        vms: {
          a: {
            costs: { switchPs: 10 },
            tasks: { high: { at: [500], runPs: 100, priority: 2 }, low: { at: [0], runPs: 1000, priority: 1 } },
          },
        },
      },
      3000,
    );
    expect(charges('a/high')).toEqual({ 'guest-switch a/high': 10, 'own-execution a/high': 100 });
    expect(charges('a/low')).toEqual({
      'guest-switch a/high': 10,
      'guest-switch a/low': 20,
      'preemption a/high': 100,
      'own-execution a/low': 1000,
    });
  });
});

describe('jobs of one task', () => {
  it('wait for each other: the time is backlog', () => {
    const { responses, charges } = runMachine({ vms: { a: { tasks: { t: { at: [0, 100], runPs: 300 } } } } }, 3000);
    expect(responses('a/t')).toEqual([300, 500]);
    expect(charges('a/t', 1)).toEqual({ 'backlog a/t': 200, 'own-execution a/t': 300 });
  });
});

describe('a task that is not pre-emptible', () => {
  it('blocks a more urgent one, and pre-empts nobody else', () => {
    const { responses, charges } = runMachine(
      {
        vms: {
          a: {
            tasks: {
              high: { at: [100], runPs: 50, priority: 3 },
              long: { at: [0], runPs: 400, priority: 2, preemptible: false },
              low: { at: [0], runPs: 10, priority: 1 },
            },
          },
        },
      },
      3000,
    );
    expect(responses('a/high')).toEqual([350]);
    expect(charges('a/high')).toEqual({ 'blocking a/long': 300, 'own-execution a/high': 50 });
    // Row 15 of the table holds while a more urgent job is ready, for every job that waits.
    expect(charges('a/low')).toEqual({
      'blocking a/long': 300,
      'preemption a/high': 50,
      'preemption a/long': 100,
      'own-execution a/low': 10,
    });
  });
});

describe('a lock', () => {
  const words = (protocol: Protocol, more: Readonly<Record<string, TaskWords>> = {}) => ({
    vms: {
      a: {
        resources: { r: protocol },
        tasks: {
          high: { at: [100], runPs: 100, hold: ['r'], priority: 3 },
          mid: { at: [50], runPs: 1000, priority: 2 },
          low: { at: [0], runPs: 300, hold: ['r'], priority: 1 },
          ...more,
        },
      },
    },
  });

  it('without a protocol lets everybody between run while the holder waits', () => {
    const { responses, charges } = runMachine(words('none'), 5000);
    expect([responses('a/high'), responses('a/mid'), responses('a/low')]).toEqual([[1300], [1000], [1300]]);
    expect(charges('a/high')).toEqual({ 'lock-holder a/low': 1200, 'own-execution a/high': 100 });
  });

  it('with inheritance lends the urgency of who waits to the holder', () => {
    const { responses, charges, lines } = runMachine(words('inheritance'), 5000);
    expect([responses('a/high'), responses('a/mid'), responses('a/low')]).toEqual([[350], [1350], [350]]);
    expect(charges('a/high')).toEqual({ 'lock-holder a/low': 250, 'own-execution a/high': 100 });
    expect(charges('a/mid')).toEqual({
      'blocking a/low': 250,
      'preemption a/high': 100,
      'own-execution a/mid': 1000,
    });
    expect(lines('take', 'give', 'wait', 'resume')).toEqual([
      '0 take a/low r',
      '100 wait a/high r',
      '350 give a/low r',
      '350 take a/high r',
      '350 resume a/high r',
      '450 give a/high r',
    ]);
  });

  it('with a ceiling keeps everybody out who might take it, from the start', () => {
    const { responses, charges } = runMachine(words('ceiling'), 5000);
    expect([responses('a/high'), responses('a/mid'), responses('a/low')]).toEqual([[300], [1350], [300]]);
    expect(charges('a/high')).toEqual({ 'blocking a/low': 200, 'own-execution a/high': 100 });
    expect(charges('a/mid')).toEqual({ 'blocking a/low': 250, 'preemption a/high': 100, 'own-execution a/mid': 1000 });
  });

  it('goes to the most urgent waiter, and the others then wait for that one', () => {
    const { responses, charges } = runMachine(
      words('inheritance', { top: { at: [120], runPs: 40, hold: ['r'], priority: 4 } }),
      5000,
    );
    expect(responses('a/top')).toEqual([270]);
    expect(charges('a/top')).toEqual({ 'lock-holder a/low': 230, 'own-execution a/top': 40 });
    expect(charges('a/high')).toEqual({
      'lock-holder a/low': 250,
      'lock-holder a/top': 40,
      'own-execution a/high': 100,
    });
  });

  it('is held over pre-emption and taken in the written order, each step its own', () => {
    const { lines } = runMachine(
      {
        vms: {
          a: {
            resources: { q: 'none', r: 'none' },
            tasks: {
              t: { at: [0], steps: [{ runPs: 10, hold: ['q', 'r'] }, { runPs: 5 }, { runPs: 7, hold: ['r'] }] },
            },
          },
        },
      },
      100,
    );
    expect(lines('take', 'give', 'finish')).toEqual([
      '0 take a/t q',
      '0 take a/t r',
      '10 give a/t r',
      '10 give a/t q',
      '15 take a/t r',
      '22 give a/t r',
      '22 finish a/t a/v0=22',
    ]);
  });
});

describe('a spin lock', () => {
  const words = (spinYieldPs: number) => ({
    cores: [0, 0],
    costs: { trapPs: 10 },
    vms: {
      a: {
        vcpus: [
          { pcpus: [0], priority: 2 },
          { pcpus: [1], priority: 2 },
        ],
        costs: { spinYieldPs },
        resources: { r: 'spin' as const },
        tasks: {
          holder: { at: [0], runPs: 500, hold: ['r'], on: [0] },
          spinner: { at: [100], runPs: 50, hold: ['r'], on: [1], priority: 1 },
          other: { at: [200], runPs: 20, on: [1], priority: 9 },
        },
      },
    },
  });

  it('keeps the vCPU of who waits busy, and its own guest does not pre-empt it', () => {
    const { responses, charges, lines } = runMachine(words(Infinity), 3000);
    expect(responses('a/spinner')).toEqual([450]);
    expect(charges('a/spinner')).toEqual({ 'lock-holder a/holder': 400, 'own-execution a/spinner': 50 });
    expect(responses('a/other')).toEqual([370]);
    expect(charges('a/other')).toEqual({ 'blocking a/spinner': 350, 'own-execution a/other': 20 });
    expect(lines('off').filter((line) => line.includes('pcpu1'))).toEqual(['580 off a/v1 pcpu1=1']);
  });

  it('may be paravirtual: who spins long gives its core to the hypervisor, again and again', () => {
    const { lines, responses } = runMachine(words(150), 3000);
    expect(lines('overhead').filter((line) => line.includes('trap') && line.includes('pcpu1'))).toEqual([
      '250 overhead trap pcpu1 a=10',
      '400 overhead trap pcpu1 a=10',
      '570 overhead trap pcpu1 a=10',
    ]);
    expect(responses('a/spinner')).toEqual([450]);
  });
});

describe('a wait outside the core', () => {
  it("for a sleep is the task's own, and others run meanwhile", () => {
    const { responses, charges } = runMachine(
      {
        costs: { injectionPs: 5 },
        vms: {
          a: {
            costs: { interruptPs: 3 },
            tasks: {
              t: { at: [0], steps: [{ runPs: 100 }, { sleepPs: 400 }, { runPs: 50 }], priority: 2 },
              u: { at: [0], runPs: 1000, priority: 1 },
            },
          },
        },
      },
      3000,
    );
    // 8 of announcement, 100, asleep from 108 to 508, 8 of the timer, 50.
    expect(responses('a/t')).toEqual([566]);
    expect(charges('a/t')).toEqual({ 'backend a/t': 400, 'interrupt a': 16, 'own-execution a/t': 150 });
    expect(charges('a/u')).toEqual({ 'interrupt a': 16, 'preemption a/t': 150, 'own-execution a/u': 1000 });
  });

  it('for an accelerator costs the call, then the request, then an interrupt', () => {
    const { responses, charges } = runMachine(
      {
        costs: { injectionPs: 5 },
        accelerators: { gpu: { callCostPs: 20 } },
        vms: {
          a: { tasks: { t: { at: [0], steps: [{ runPs: 100 }, { runPs: 400, accelerator: 'gpu' }, { runPs: 50 }] } } },
        },
      },
      3000,
    );
    expect(responses('a/t')).toEqual([5 + 100 + 20 + 400 + 5 + 50]);
    expect(charges('a/t')).toEqual({
      'interrupt a': 5,
      'interrupt gpu': 5,
      'backend gpu': 400,
      'own-execution a/t': 170,
    });
  });

  it('for an accelerator that is busy lasts until it is free, in order of arrival or by priority', () => {
    const request = (at: number, priority: number): TaskWords => ({
      at: [at],
      runPs: 100,
      accelerator: 'gpu',
      priority,
    });
    const answers = (byPriority: boolean) => {
      const { responses } = runMachine(
        {
          accelerators: { gpu: { byPriority } },
          vms: { a: { tasks: { first: request(0, 1), low: request(10, 2), high: request(20, 3) } } },
        },
        3000,
      );
      return [responses('a/first'), responses('a/low'), responses('a/high')];
    };
    expect(answers(false)).toEqual([[100], [190], [280]]);
    expect(answers(true)).toEqual([[100], [290], [180]]);
  });
});

describe('a tick', () => {
  it('interrupts a vCPU that is not idle at multiples of its period, and stops when it is', () => {
    const { lines, responses } = runMachine(
      { vms: { a: { costs: { tickPs: 100, interruptPs: 1 }, tasks: { t: { at: [30], runPs: 250 } } } } },
      1000,
    );
    expect(lines('overhead').map((line) => Number(line.split(' ')[0]))).toEqual([30, 100, 200]);
    expect(responses('a/t')).toEqual([1 + 250 + 2]);
  });
});

describe('the guest of a vCPU without a core', () => {
  it('hears of the end of a slice when it comes back', () => {
    const { lines } = runMachine(
      {
        vms: {
          a: {
            policy: 'round-robin',
            policyOptions: { quantum: '1 us' },
            tasks: { x: { at: [0], runPs: 3e6 }, y: { at: [0], runPs: 3e6 } },
          },
          b: { vcpus: [{ priority: 1 }], tasks: { hog: { at: [0.5e6], runPs: 2e6 } } },
        },
      },
      1e7,
    );
    expect(lines('on', 'dispatch').slice(0, 6)).toEqual([
      '0 on a/v0 pcpu0',
      '0 dispatch a/x a/v0',
      '500000 on b/v0 pcpu0',
      '500000 dispatch b/hog b/v0',
      '2500000 on a/v0 pcpu0',
      '2500000 dispatch a/y a/v0',
    ]);
  });

  it('keeps its task, which is charged to the vCPU that runs instead', () => {
    const { lines, charges } = runMachine(
      {
        vms: {
          a: { tasks: { t: { at: [0], runPs: 300 } } },
          b: { vcpus: [{ priority: 1 }], tasks: { hog: { at: [50], runPs: 200 } } },
        },
      },
      1000,
    );
    expect(lines('undispatch')).toEqual(['250 undispatch b/hog b/v0=2', '500 undispatch a/t a/v0=2']);
    expect(charges('a/t')).toEqual({ 'vcpu-preemption b/v0': 200, 'own-execution a/t': 300 });
  });
});

describe('a job that goes on on another type of core', () => {
  it('keeps its share of the work that is left', () => {
    const { responses, charges } = runMachine(
      {
        cores: [0, 1],
        vms: {
          a: { vcpus: [{ pcpus: [0, 1], priority: 1 }], tasks: { t: { at: [0], runPs: [1000, 2000] } } },
          b: { vcpus: [{ pcpus: [0], priority: 2 }], tasks: { hog: { at: [400], runPs: 5000 } } },
        },
      },
      9000,
    );
    // 400 of 1000 done; 3/5 of 2000 are left.
    expect(responses('a/t')).toEqual([400 + 1200]);
    expect(charges('a/t')).toEqual({ 'own-execution a/t': 1600 });
  });
});
