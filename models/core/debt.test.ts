import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Debts } from './debt.ts';

const [irq, trap] = [2, 3];

describe('debts', () => {
  it('are paid first in, first out, each to its own account', () => {
    const debts = new Debts();
    debts.push(100, irq, 7);
    debts.push(30, trap, 8);
    expect([debts.empty, debts.totalPs, debts.headCause, debts.headCulpritFor(1)]).toEqual([false, 130, irq, 7]);
    expect(debts.headShare(60)).toBe(60);
    debts.pay(60);
    expect([debts.totalPs, debts.headCause, debts.headShare(1000)]).toEqual([70, irq, 40]);
    debts.pay(40);
    expect([debts.totalPs, debts.headCause, debts.headCulpritFor(1)]).toEqual([30, trap, 8]);
    debts.pay(30);
    expect([debts.empty, debts.totalPs]).toEqual([true, 0]);
  });

  it('of nothing are none', () => {
    const debts = new Debts();
    debts.push(0, irq, 7);
    expect([debts.empty, debts.totalPs]).toEqual([true, 0]);
  });

  it('of a world switch are blamed on another by the one vCPU that came', () => {
    const debts = new Debts();
    debts.push(10, trap, 20, 20, 19);
    expect([debts.headCulpritFor(20), debts.headCulpritFor(19), debts.headCulpritFor(5)]).toEqual([19, 20, 20]);
  });

  it('can be forgotten', () => {
    const debts = new Debts();
    debts.push(10, irq, 7);
    debts.push(20, irq, 7);
    debts.clear();
    expect([debts.empty, debts.totalPs]).toEqual([true, 0]);
    debts.push(5, trap, 9);
    expect([debts.totalPs, debts.headCause, debts.headCulpritFor(0)]).toEqual([5, trap, 9]);
  });

  it('equal a plain list of (amount, cause, culprit)', () => {
    const act = fc.oneof(
      fc.record({ push: fc.nat(50), cause: fc.nat(3), culprit: fc.nat(9) }),
      fc.record({ pay: fc.nat(80) }),
      fc.constant('clear' as const),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const debts = new Debts();
        let list: { amount: number; cause: number; culprit: number }[] = [];
        for (const one of acts) {
          if (one === 'clear') {
            debts.clear();
            list = [];
          } else if ('push' in one) {
            debts.push(one.push, one.cause, one.culprit);
            if (one.push > 0) list.push({ amount: one.push, cause: one.cause, culprit: one.culprit });
          } else if (list[0] !== undefined) {
            const paid = Math.min(one.pay, list[0].amount);
            expect(debts.headShare(one.pay)).toBe(paid);
            debts.pay(paid);
            list[0].amount -= paid;
            if (list[0].amount === 0) list.shift();
          }
          expect(debts.empty).toBe(list.length === 0);
          expect(debts.totalPs).toBe(list.reduce((sum, { amount }) => sum + amount, 0));
          if (list[0] !== undefined)
            expect([debts.headCause, debts.headCulpritFor(0)]).toEqual([list[0].cause, list[0].culprit]);
        }
      }),
      { seed: 20260101, numRuns: 300 },
    );
  });
});
