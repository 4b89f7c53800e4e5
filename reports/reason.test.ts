import { expect, test } from 'vitest';
import { deedOf, deedWithCulprit, grownRows, mainReason } from './reason.ts';
import { sampleFacts } from './sample-facts.test-data.ts';

const { ledger } = sampleFacts().story!;

test('the reason is what grew most over the median job, not what is largest', () => {
  expect(ledger.rows.filter(({ cause }) => cause !== 'own-execution').sort((a, b) => b.ps - a.ps)[0]?.cause).toBe(
    'backend',
  );
  expect(mainReason(ledger)?.cause).toBe('budget-depletion');
  expect(deedOf(mainReason(ledger)!)).toBe('waited 1.96 ms for budget');
  expect(deedOf(grownRows(ledger)[1]!)).toBe('waited 490 µs longer than the median job for its back-end');
});

test('its own work can be the reason, and then needs no culprit', () => {
  const slow = {
    ...ledger,
    rows: ledger.rows.map((row) =>
      row.cause === 'own-execution' ? { ...row, medianPs: row.ps - 1.2e9 } : { ...row, medianPs: row.ps },
    ),
  };
  expect(deedWithCulprit(mainReason(slow)!)).toBe('ran 1.20 ms longer than the median job');
  expect(deedWithCulprit(mainReason(ledger)!)).toBe('waited 1.96 ms for budget (cluster/main)');
});

test('when nothing grew, the largest foreign row; own work alone is no reason', () => {
  const same = { ...ledger, rows: ledger.rows.map((row) => ({ ...row, medianPs: row.ps })) };
  expect(mainReason(same)?.cause).toBe('backend');
  expect(mainReason({ ...same, rows: same.rows.filter(({ cause }) => cause === 'own-execution') })).toBeNull();
});
