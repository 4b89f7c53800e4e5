/** The rules of the hypervisor's mechanism, one by one, on machines that are small enough to follow by hand. */
import { describe, expect, it } from 'vitest';
import { runMachine } from './machine.test-support.ts';

describe('a world switch', () => {
  it('costs when another vCPU comes, and nothing when the same one comes back to its core', () => {
    const { responses, lines } = runMachine(
      { costs: { worldSwitchPs: 1000 }, vms: { a: { tasks: { t: { at: [0, 5000], runPs: 500 } } } } },
      9000,
    );
    expect(responses('a/t')).toEqual([1500, 500]);
    expect(lines('overhead')).toEqual(['0 overhead world-switch pcpu0 a/v0=1000']);
  });

  it('is blamed on the one that left by jobs of the one that came, and on the one that came by all others', () => {
    const { charges, lines } = runMachine(
      {
        costs: { worldSwitchPs: 1000 },
        vms: {
          a: { vcpus: [{ priority: 3 }], tasks: { t: { at: [5000], runPs: 500 } } },
          b: { vcpus: [{ priority: 2 }], tasks: { u: { at: [0], runPs: 10_000 } } },
          c: { vcpus: [{ priority: 1 }], tasks: { w: { at: [0], runPs: 100 } } },
        },
      },
      40_000,
    );
    expect(lines('on')).toEqual(['0 on b/v0 pcpu0', '5000 on a/v0 pcpu0', '6500 on b/v0 pcpu0', '13500 on c/v0 pcpu0']);
    expect(charges('a/t')).toEqual({ 'world-switch b/v0': 1000, 'own-execution a/t': 500 });
    expect(charges('b/u')).toEqual({
      // Its own first switch (nobody left), a's coming, and its return from a.
      'world-switch b/v0': 1000,
      'world-switch a/v0': 2000,
      'vcpu-preemption a/v0': 500,
      'own-execution b/u': 10_000,
    });
    expect(charges('c/w')).toEqual({
      'world-switch a/v0': 1000,
      'world-switch b/v0': 3000,
      'vcpu-preemption a/v0': 500,
      'vcpu-preemption b/v0': 10_000,
      'own-execution c/w': 100,
    });
  });
});

describe('blocking', () => {
  const words = (trapsIdle: boolean) => ({
    trapsIdle,
    costs: { trapPs: 300 },
    vms: {
      a: { vcpus: [{ priority: 2 }], tasks: { t: { at: [0], runPs: 500 } } },
      b: { vcpus: [{ priority: 1 }], tasks: { u: { at: [0], runPs: 700 } } },
    },
  });

  it('by a trapped WFI costs a trap, and the core goes to the next when it is paid', () => {
    const { lines, charges } = runMachine(words(true), 2000);
    expect(lines('block', 'on', 'off')).toEqual([
      '0 on a/v0 pcpu0',
      '500 block a/v0',
      '800 off a/v0 pcpu0=1',
      '800 on b/v0 pcpu0',
      '1500 block b/v0',
      '1800 off b/v0 pcpu0=1',
    ]);
    expect(charges('b/u')).toEqual({ 'trap a': 300, 'vcpu-preemption a/v0': 500, 'own-execution b/u': 700 });
  });

  it('does not happen when WFI is native: the idle guest keeps its core', () => {
    const { lines, responses } = runMachine(words(false), 2000);
    expect(lines('block', 'on', 'off')).toEqual(['0 on a/v0 pcpu0']);
    expect(responses('b/u')).toEqual([]);
  });
});

describe('a debt of a core', () => {
  it('is not pre-empted: a decision that falls due waits for its end', () => {
    const { lines, charges } = runMachine(
      {
        costs: { injectionPs: 200 },
        vms: {
          a: { vcpus: [{ priority: 2 }], tasks: { t: { at: [1000], runPs: 100 } } },
          b: { vcpus: [{ priority: 1 }], tasks: { u: { at: [0], runPs: 5000 } } },
        },
      },
      9000,
    );
    expect(lines('on', 'off')).toEqual([
      '200 on b/v0 pcpu0',
      '1200 off b/v0 pcpu0',
      '1200 on a/v0 pcpu0',
      '1300 off a/v0 pcpu0=1',
      '1300 on b/v0 pcpu0',
      '5500 off b/v0 pcpu0=1',
    ]);
    expect(charges('b/u')).toEqual({
      'interrupt a': 200,
      'interrupt b': 200,
      'vcpu-preemption a/v0': 100,
      'own-execution b/u': 5000,
    });
  });

  it('is charged to nobody twice: depleted neighbours stay depleted meanwhile', () => {
    const { charges } = runMachine(
      {
        costs: { injectionPs: 200 },
        vms: {
          a: { vcpus: [{ priority: 2, budgetPs: 500, periodPs: 10_000 }], tasks: { t: { at: [0], runPs: 600 } } },
          b: { vcpus: [{ priority: 1 }], tasks: { u: { at: [2000], runPs: 100 } } },
        },
      },
      20_000,
    );
    // 200 + 500, depleted from 700 to 10 000 (the interrupt of b at 2000 included), 100 more.
    expect(charges('a/t')).toEqual({
      'interrupt a': 200,
      'budget-depletion a/v0': 9300,
      'own-execution a/t': 600,
    });
  });
});

describe('a slice', () => {
  it('ends with a timer interrupt, and the switch follows when that is paid', () => {
    const { lines } = runMachine(
      {
        costs: { timerPs: 50 },
        policy: 'round-robin',
        policyOptions: { quantum: '1 us' },
        vms: { a: { tasks: { t: { at: [0], runPs: 9e6 } } }, b: { tasks: { u: { at: [0], runPs: 9e6 } } } },
      },
      4e6,
    );
    // A vCPU holds its core while that is paid, so its next slice is 50 ps shorter.
    expect(lines('on')).toEqual([
      '0 on a/v0 pcpu0',
      '1000050 on b/v0 pcpu0',
      '2000100 on a/v0 pcpu0',
      '3000100 on b/v0 pcpu0',
    ]);
    expect(lines('overhead').slice(0, 2)).toEqual([
      '1000000 overhead interrupt pcpu0 hypervisor=50',
      '2000050 overhead interrupt pcpu0 hypervisor=50',
    ]);
  });
});

describe('a budget', () => {
  it('that ends makes the vCPU depleted, one that returns makes it eligible, and both are recorded', () => {
    const { lines, responses, charges } = runMachine(
      {
        vms: {
          a: { vcpus: [{ budgetPs: 200, periodPs: 1000 }], tasks: { t: { at: [0], runPs: 500 } } },
        },
      },
      3000,
    );
    expect(lines('eligible', 'on', 'off')).toEqual([
      '0 on a/v0 pcpu0',
      '200 off a/v0 pcpu0=2',
      '200 eligible a/v0=1',
      '1000 on a/v0 pcpu0',
      '1000 eligible a/v0',
      '1200 off a/v0 pcpu0=2',
      '1200 eligible a/v0=1',
      '2000 on a/v0 pcpu0',
      '2000 eligible a/v0',
      '2100 off a/v0 pcpu0=1',
    ]);
    expect(responses('a/t')).toEqual([2100]);
    expect(charges('a/t')).toEqual({ 'budget-depletion a/v0': 1600, 'own-execution a/t': 500 });
  });
});

describe('several cores', () => {
  const both = [0, 1];

  it('decide in their order, and a waiting vCPU goes where there is room; its ledger follows it', () => {
    const { lines, charges } = runMachine(
      {
        cores: [0, 0],
        vms: {
          a: { vcpus: [{ pcpus: both, priority: 3 }], tasks: { t: { at: [0], runPs: 1000 } } },
          b: { vcpus: [{ pcpus: both, priority: 2 }], tasks: { u: { at: [0], runPs: 400 } } },
          c: { vcpus: [{ pcpus: both, priority: 1 }], tasks: { w: { at: [0], runPs: 100 } } },
        },
      },
      3000,
    );
    expect(lines('on')).toEqual(['0 on a/v0 pcpu0', '0 on b/v0 pcpu1', '400 on c/v0 pcpu1']);
    const { 'own-execution c/w': own, ...waited } = charges('c/w');
    expect(own).toBe(100);
    expect(Object.values(waited).reduce((sum, ps) => sum + ps, 0)).toBe(400);
  });

  it('decide at once where debts are long paid, though nobody has looked since', () => {
    const { lines, charges } = runMachine(
      {
        cores: [0, 0],
        costs: { worldSwitchPs: 1000 },
        vms: {
          a: { vcpus: [{ pcpus: [0], priority: 2 }], tasks: { t: { at: [0], runPs: 20_000 } } },
          b: { vcpus: [{ pcpus: [1], priority: 1 }], tasks: { t: { at: [0], runPs: 20_000 } } },
          c: { vcpus: [{ pcpus: [0, 1], priority: 3 }], tasks: { t: { at: [5000], runPs: 1000 } } },
          d: { vcpus: [{ pcpus: [0, 1], priority: 4 }], tasks: { t: { at: [9000], runPs: 1000 } } },
        },
      },
      40_000,
    );
    // b comes back at 7000 and owes 1000, which nothing looks at when it is paid; d waits on core 0 and wants core 1.
    expect(lines('on').slice(-2)).toEqual(['9000 on d/v0 pcpu1', '11000 on b/v0 pcpu1']);
    expect(charges('d/t')).toEqual({ 'world-switch b/v0': 1000, 'own-execution d/t': 1000 });
  });

  it('an interrupt for a vCPU that does not run is paid by the core where it waits', () => {
    const { lines } = runMachine(
      {
        cores: [0, 0],
        costs: { injectionPs: 70 },
        vms: {
          a: { vcpus: [{ pcpus: [1], priority: 2 }], tasks: { hog: { at: [0], runPs: 5000 } } },
          b: { vcpus: [{ pcpus: [1], priority: 1 }], tasks: { u: { at: [1000], runPs: 100 } } },
        },
      },
      900 + 200,
    );
    expect(lines('overhead')).toEqual(['0 overhead interrupt pcpu1 a=70', '1000 overhead interrupt pcpu1 b=70']);
  });
});
