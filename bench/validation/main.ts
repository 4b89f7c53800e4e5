/**
 * `npm run validate`: every comparison with numbers of others, theirs beside ours, and the sum of it. Exit code 1 when one
 * does not agree.
 */
import { agrees, type Validation } from './comparison.ts';
import { responseTimes } from './known-answers/known-answers.ts';

const validations: readonly Validation[] = [...responseTimes];

let disagreements = 0;
for (const { name, source, compare } of validations) {
  console.log(`\n${name}\n  source: ${source}`);
  console.log(`  ${'what'.padEnd(32)}${'theirs'.padStart(12)}${'ours'.padStart(14)}  unit`);
  for (const row of compare()) {
    const agreed = agrees(row);
    if (!agreed) disagreements += 1;
    const { what, theirs, ours, unit } = row;
    console.log(
      `  ${what.padEnd(32)}${String(theirs).padStart(12)}${String(ours).padStart(14)}  ${unit}${agreed ? '' : '   differs'}`,
    );
  }
}
console.log(disagreements === 0 ? '\nall agree' : `\n${disagreements} differ`);
process.exitCode = disagreements === 0 ? 0 : 1;
