import { expect, it } from 'vitest';
import { Pcpu } from './pcpu.ts';
import { rateDenominator } from './progress.ts';

it('a core begins idle, owes nothing, and runs at its full rate', () => {
  const pcpu = new Pcpu(2, 17, 1);
  expect([pcpu.index, pcpu.id, pcpu.coreType]).toEqual([2, 17, 1]);
  expect([pcpu.running, pcpu.context, pcpu.debts.empty, pcpu.assigned]).toEqual([null, null, true, []]);
  expect([pcpu.rate, pcpu.lossCount, pcpu.untilPs, pcpu.decisionDue]).toEqual([rateDenominator, 0, Infinity, false]);
});
