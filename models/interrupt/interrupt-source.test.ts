/** The ways of an interrupt to a guest: who pays how much, and who is blamed. */
import { describe, expect, it } from 'vitest';
import { type InterruptWords, runMachine } from '../hypervisor/machine.test-support.ts';

const observed = (interrupt: Partial<InterruptWords>, at = 100) =>
  runMachine(
    {
      costs: { injectionPs: 200, worldSwitchPs: 5 },
      vms: {
        a: {
          costs: { interruptPs: 30 },
          tasks: { t: { at: [0], runPs: 1000 }, woken: { runPs: 10, priority: 1 } },
          interrupts: { irq: { at: [at], handlerPs: 60, ...interrupt } },
        },
      },
    },
    9000,
  );

/** What the interrupt cost, after the announcement of the first release. */
const costOf = (interrupt: Partial<InterruptWords>, at?: number) =>
  observed(interrupt, at)
    .lines('overhead')
    .filter((line) => line.includes(' a/irq='));

describe('an interrupt', () => {
  it('that is injected costs the hypervisor, then the guest: entry, handler and exit', () => {
    expect(costOf({}, 500)).toEqual(['500 overhead interrupt pcpu0 a/irq=200', '500 overhead interrupt a/v0 a/irq=90']);
    expect(observed({}, 500).charges('a/t')).toEqual({
      'interrupt a': 230,
      'interrupt a/irq': 290,
      'world-switch a/v0': 5,
      'own-execution a/t': 1000,
    });
  });

  it('that passes through costs the hypervisor nothing while its vCPU is on a core', () => {
    expect(costOf({ direct: true }, 500)).toEqual(['500 overhead interrupt a/v0 a/irq=90']);
  });

  it('that passes through is injected all the same when its vCPU is not on a core', () => {
    expect(costOf({ direct: true }, 5000)).toEqual([
      '5000 overhead interrupt pcpu0 a/irq=200',
      '5000 overhead interrupt a/v0 a/irq=90',
    ]);
  });

  it('of category 1 goes past the kernel: only its handler', () => {
    expect(costOf({ category: 1 }, 500)).toEqual([
      '500 overhead interrupt pcpu0 a/irq=200',
      '500 overhead interrupt a/v0 a/irq=60',
    ]);
  });

  it('releases the tasks that it activates at its arrival; they run when the handler is done', () => {
    const { lines, charges } = observed({ activates: ['woken'] }, 500);
    expect(lines('interrupt', 'release').filter((line) => line.startsWith('500'))).toEqual([
      '500 interrupt a/irq a/v0',
      '500 release a/woken a/irq=-1',
    ]);
    expect(charges('a/woken')).toEqual({ 'interrupt a/irq': 290, 'own-execution a/woken': 10 });
  });

  it('waits with its handler until its vCPU runs, and wakes it', () => {
    const { lines } = runMachine(
      {
        vms: {
          a: { vcpus: [{ priority: 1 }], tasks: {}, interrupts: { irq: { at: [100], handlerPs: 60 } } },
          b: { vcpus: [{ priority: 2 }], tasks: { hog: { at: [0], runPs: 700 } } },
        },
      },
      5000,
    );
    expect(lines('wake', 'on', 'off')).toEqual([
      '0 wake b/v0',
      '0 on b/v0 pcpu0',
      '100 wake a/v0',
      '700 off b/v0 pcpu0=1',
      '700 on a/v0 pcpu0',
      '760 off a/v0 pcpu0=1',
    ]);
  });
});
