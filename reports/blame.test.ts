import { expect, test } from 'vitest';
import { causeSharesOf, largestCause, largestWithin, matrixOf, worstInterference } from './blame.ts';
import { sampleFacts } from './sample-facts.test-data.ts';
import { sheetInput } from './sheet-input.ts';
import { whoHurtsWhom } from './sheets/who-hurts-whom.ts';

const facts = sampleFacts();
const { colours } = sheetInput(facts);

test('the matrix holds every picosecond of the ledger once', () => {
  const matrix = matrixOf(facts, colours);
  const all = facts.ledger.reduce((sum, { ps }) => sum + ps, 0);
  expect(matrix.cells.flat().reduce((sum, ps) => sum + ps, 0)).toBe(all);
  for (const { vm, sumPs } of matrix.victims)
    expect(sumPs).toBe(facts.ledger.filter(({ victimVm }) => victimVm === vm).reduce((sum, { ps }) => sum + ps, 0));
  const shares = causeSharesOf(facts, colours);
  expect(shares.reduce((sum, { sumPs }) => sum + sumPs, 0)).toBe(all);
});

test('rows and columns are sorted so that QM culprits of ASIL victims are one rectangle', () => {
  const matrix = matrixOf(facts, colours);
  expect(matrix.victims.map(({ vm }) => vm)).toEqual(['cluster', 'gateway', 'driver', 'infotainment', 'telematics']);
  expect(matrix.culprits.map(({ name }) => name)).toEqual([
    'cluster',
    'gateway',
    'driver',
    'infotainment',
    'telematics',
    'hypervisor',
    'gpu',
  ]);
});

test('a QM culprit of an ASIL victim is told before a larger share among QM guests', () => {
  expect(worstInterference(matrixOf(facts, colours))).toMatchObject({
    victim: 'cluster',
    culprit: 'infotainment',
    framed: true,
  });
});

test('beyond 12 VMs the 10 largest stay, and the others keep their time in a column of their own', () => {
  const vms = Array.from({ length: 14 }, (_, index) => ({
    vm: `vm${String(index).padStart(2, '0')}`,
    asil: 'QM' as const,
    kernel: 'linux',
    runPs: 1,
    responseSumPs: 1000 - index,
  }));
  const ledger = vms.map(({ vm }) => ({
    victim: 'vm00/t',
    victimVm: 'vm00',
    cause: 'vcpu-preemption' as const,
    culprit: `${vm}/t`,
    culpritVm: vm,
    ps: 10,
  }));
  const many = { ...facts, vms, ledger };
  const matrix = matrixOf(many, sheetInput(many).colours);
  expect(matrix.victims).toHaveLength(10);
  expect(matrix.cells[0]!.reduce((sum, ps) => sum + ps, 0)).toBe(140);
  expect(matrix.cells[0]!.at(-1)).toBe(40);
});

test('the largest cause of a chain is searched over all its tasks, own execution aside', () => {
  expect(largestCause(facts, ['infotainment/touch', 'infotainment/hmi'])).toMatchObject({
    cause: 'preemption',
    culprit: 'infotainment/index.1',
  });
  expect(largestCause(facts, ['cluster/trip'])).toBeNull();
});

test('with one guest the title names which task takes time from which', () => {
  const fact = (victim: string, culprit: string, ps: number) => ({
    victim,
    victimVm: 'only',
    cause: facts.ledger[0]!.cause,
    culprit,
    culpritVm: 'only',
    ps,
  });
  const ledger = [
    fact('only/a', 'only/a', 60),
    fact('only/a', 'only/b', 30),
    fact('only/a', 'only/c', 10),
    fact('only/b', 'only/b', 100),
  ];
  const one = { ...facts, vms: facts.vms.slice(0, 1).map((vm) => ({ ...vm, vm: 'only' })), ledger };
  expect(largestWithin(one)).toEqual([
    { victim: 'only/a', culprit: 'only/b', share: 0.3 },
    { victim: 'only/a', culprit: 'only/c', share: 0.1 },
  ]);
  const title = (of: typeof one) => whoHurtsWhom.write(sheetInput(of))!.title;
  expect(title(one)).toBe(
    'One guest; within it 30 % of only/a’s time is only/b’s doing, 10 % of only/a’s time is only/c’s doing',
  );
  expect(title({ ...one, ledger: ledger.slice(0, 1) })).toContain('none of its tasks takes time');
});
