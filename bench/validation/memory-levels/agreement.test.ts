/** The two fidelities of memory agree: on average to 10 % of the slow-down, and nowhere beyond 20 % (30 % in files). */
import { expect, test } from 'vitest';
import { agreement, agreementOfFiles, agreementTable, meanError } from './agreement.ts';

test('the rate level predicts the slow-downs of the access level', () => {
  const rows = agreement();
  console.log(agreementTable(rows).join('\n'));
  expect(meanError(rows)).toBeLessThan(0.1);
  for (const { error } of rows) expect(error).toBeLessThan(0.2);
});

test('the same in whole runs of ECU files', () => {
  const rows = agreementOfFiles();
  console.log(agreementTable(rows).join('\n'));
  for (const { error } of rows) expect(error).toBeLessThan(0.3);
  expect(meanError(rows)).toBeLessThan(0.1);
});
