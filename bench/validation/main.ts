/**
 * `npm run validate [name ...]`: every comparison with numbers of others, theirs beside ours, and the sum of it. Exit code 1
 * when one that should agree does not, 2 for an unknown name. A new group of validations is one line here.
 */
import { agrees, type Comparison } from './comparison.ts';
import { responseTimes } from './known-answers/known-answers.ts';
import { compareScenario } from './xen/compare.ts';
import { scenarios } from './xen/scenarios.ts';

let differences = 0;

function printRows(rows: readonly Comparison[], expected: readonly string[] = []): void {
  console.log(`  ${'what'.padEnd(32)}${'theirs'.padStart(14)}${'ours'.padStart(14)}  unit`);
  for (const row of rows) {
    const { what, theirs, ours, unit } = row;
    const differs = !agrees(row);
    if (differs && !expected.includes(what)) differences += 1;
    const words = differs ? (expected.includes(what) ? '   differs, see below' : '   differs') : '';
    console.log(`  ${what.padEnd(32)}${shown(theirs)}${shown(ours)}  ${unit}${words}`);
  }
}

function shown(value: number): string {
  return (Number.isInteger(value) ? String(value) : value.toFixed(3)).padStart(14);
}

function knownAnswers(): void {
  for (const { name, source, compare } of responseTimes) {
    console.log(`\n${name}\n  source: ${source}`);
    printRows(compare());
  }
}

function realXen(): void {
  console.log('\nSchedules of a real Xen 4.17 (recorded from inside the guests, bench/validation/xen/README.md)');
  for (const scenario of scenarios) {
    const { name, rows, agreeing, recorded, divergence } = compareScenario(scenario);
    console.log(`\n${name}: ${agreeing} of ${recorded} intervals agree from the start`);
    printRows(rows, scenario.differing);
    if (divergence !== null)
      console.log(`  first divergence: ${divergence}\n  because: ${scenario.divergence ?? 'not explained'}`);
  }
}

const groups: Readonly<Record<string, () => void>> = { answers: knownAnswers, xen: realXen };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(groups);
const unknown = wanted.filter((name) => !Object.hasOwn(groups, name));
if (unknown.length > 0) {
  console.error(`no validation ${unknown.join(', ')}; there are: ${Object.keys(groups).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of wanted) groups[name]!();
  console.log(differences === 0 ? '\nall that should agree agrees' : `\n${differences} differ`);
  process.exitCode = differences === 0 ? 0 : 1;
}
