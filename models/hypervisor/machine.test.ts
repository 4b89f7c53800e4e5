/** The phases of one instant, and what the machine releases, by hand. */
import { describe, expect, it } from 'vitest';
import { InternalError } from '../../engine/check.ts';
import { runMachine } from './machine.test-support.ts';

describe('at one instant', () => {
  it('a job that ends with its budget is finished', () => {
    const { lines, responses } = runMachine(
      { vms: { a: { vcpus: [{ budgetPs: 500, periodPs: 1000 }], tasks: { t: { at: [0, 1000], runPs: 500 } } } } },
      1900,
    );
    expect(responses('a/t')).toEqual([500, 500]);
    // The vCPU leaves without budget all the same: the hypervisor decides before the guest can say that it is idle.
    expect(lines('finish', 'off').slice(0, 2)).toEqual(['500 finish a/t a/v0=500', '500 off a/v0 pcpu0=2']);
  });

  it('a job that ends with its next release is finished, and the next one has no backlog', () => {
    const { responses, charges } = runMachine({ vms: { a: { tasks: { t: { at: [0, 500], runPs: 500 } } } } }, 2000);
    expect(responses('a/t')).toEqual([500, 500]);
    expect(charges('a/t', 1)).toEqual({ 'own-execution a/t': 500 });
  });

  it('a budget returns before it is found empty: back-to-back periods leave no gap', () => {
    const { lines, responses } = runMachine(
      { vms: { a: { vcpus: [{ budgetPs: 500, periodPs: 500 }], tasks: { t: { at: [0], runPs: 1800 } } } } },
      3000,
    );
    expect(responses('a/t')).toEqual([1800]);
    expect(lines('on', 'off')).toEqual(['0 on a/v0 pcpu0', '1800 off a/v0 pcpu0=1']);
  });

  it('interrupts are taken before tasks are released, whatever was declared first', () => {
    const { lines, charges } = runMachine(
      {
        vms: {
          a: {
            tasks: { t: { at: [100], runPs: 50 } },
            interrupts: { irq: { at: [100], handlerPs: 30 } },
          },
        },
      },
      1000,
    );
    expect(lines('interrupt', 'release', 'start', 'finish')).toEqual([
      '100 interrupt a/irq a/v0',
      '100 release a/t a=-1',
      '130 start a/t a/v0',
      '180 finish a/t a/v0=80',
    ]);
    expect(charges('a/t')).toEqual({ 'interrupt a/irq': 30, 'own-execution a/t': 50 });
  });

  it('a chain of successors runs on without a gap', () => {
    const { lines } = runMachine(
      {
        vms: {
          a: {
            tasks: {
              t: { at: [0], runPs: 100 },
              u: { after: 'a/t', runPs: 20 },
              v: { after: 'a/u', runPs: 3 },
            },
          },
        },
      },
      1000,
    );
    expect(lines('release', 'finish')).toEqual([
      '0 release a/t a=-1',
      '100 finish a/t a/v0=100',
      '100 release a/u a/t=-1',
      '120 finish a/u a/v0=20',
      '120 release a/v a/u=-1',
      '123 finish a/v a/v0=3',
    ]);
  });

  it('all arrivals of one source are taken', () => {
    const { lines, responses } = runMachine(
      {
        vms: {
          a: {
            tasks: { t: { at: [100, 100, 100], runPs: 10 } },
            interrupts: { irq: { at: [200, 200], handlerPs: 7 } },
          },
        },
      },
      1000,
    );
    expect(responses('a/t')).toEqual([10, 20, 30]);
    expect(lines('interrupt')).toEqual(['200 interrupt a/irq a/v0', '200 interrupt a/irq a/v0']);
    expect(lines('overhead')).toHaveLength(2);
  });

  it('two schedulers that never come to rest, or work of nothing for ever, are found', () => {
    const words = { vms: { a: { tasks: { t: { againPs: 0, runPs: 0 } } } } };
    expect(() => runMachine(words, 10)).toThrow(InternalError);
  });
});

describe('a task that starts again', () => {
  it('does so its pause after each finish', () => {
    const { lines } = runMachine({ vms: { a: { tasks: { t: { againPs: 40, runPs: 100 } } } } }, 400);
    expect(lines('release')).toEqual(['0 release a/t a/t=-1', '140 release a/t a/t=-1', '280 release a/t a/t=-1']);
  });

  it('at once without a pause, and never stops', () => {
    const { responses } = runMachine({ vms: { a: { tasks: { t: { againPs: 0, runPs: 100 } } } } }, 1000);
    expect(responses('a/t')).toEqual(Array.from({ length: 10 }, () => 100));
  });
});

describe('an endless task', () => {
  it('never finishes, and leaves only for a more urgent one', () => {
    const { responses, lines } = runMachine(
      { vms: { a: { tasks: { hog: { at: [0] }, t: { at: [300], runPs: 100, priority: 1 } } } } },
      1000,
    );
    expect(responses('a/hog')).toEqual([]);
    expect(lines('dispatch')).toEqual(['0 dispatch a/hog a/v0', '300 dispatch a/t a/v0', '400 dispatch a/hog a/v0']);
  });
});
