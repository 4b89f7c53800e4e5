/**
 * `npm run validate [name]`: every comparison with numbers of others, theirs beside ours, and the sum of it; with a name
 * only those whose name has it. Exit code 1 when one does not agree, 2 when none has the name.
 *
 * Independent numbers agree or differ. Measured ones are predicted as well as the model can, and scored (`mibench`); targets
 * that are missed are counted in the last line and change no exit code.
 */
import { source as bootSource, bootTable } from './boot/table.ts';
import { canBounds } from './bounds/can-bounds.ts';
import { compositionBounds } from './bounds/composition-bounds.ts';
import { extremeValues } from './bounds/extreme-values.ts';
import { letChains } from './bounds/let-chains.ts';
import { responseTimeBounds } from './bounds/response-time-bounds.ts';
import { agrees, type Validation } from './comparison.ts';
import { chainLatencies } from './known-answers/chain-latencies.ts';
import { responseTimes } from './known-answers/known-answers.ts';
import { mastSystems } from './known-answers/mast-systems.ts';
import { notExpressible } from './known-answers/not-expressible.ts';
import { agreement, agreementOfFiles, agreementTable } from './memory-levels/agreement.ts';
import { mibench, source as mibenchSource } from './mibench/mibench.ts';
import { source as virtioSource, virtioTable } from './virtio/virtio.ts';

const validations: readonly Validation[] = [
  ...responseTimeBounds,
  ...canBounds,
  ...compositionBounds,
  ...letChains,
  ...extremeValues,
  ...responseTimes,
  ...mastSystems,
  ...chainLatencies,
];
const predictions = [
  { name: 'boot', source: bootSource, print: bootTable },
  { name: 'virtio', source: virtioSource, print: virtioTable },
  { name: 'mibench', source: mibenchSource, print: () => mibench('out/validation') },
  {
    name: 'memory-levels',
    source: 'our own access level: every access through tags, miss registers and banks',
    print: () => [...agreementTable(agreement()), '', 'whole runs of ECU files', ...agreementTable(agreementOfFiles())],
  },
];

const wanted = process.argv[2] ?? '';
const named = <T extends { readonly name: string }>(all: readonly T[]) =>
  all.filter(({ name }) => name.includes(wanted));

let disagreements = 0;
/** Lines of predictions that end with the word. */
let missedTargets = 0;
for (const { name, source, compare } of named(validations)) {
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
for (const { name, source, because } of named(notExpressible)) {
  console.log(`\n${name}\n  source: ${source}\n  not simulated: ${because}`);
}
for (const { name, source, print } of named(predictions)) {
  console.log(`\n${name}\n  source: ${source}`);
  for (const line of print()) {
    if (/ missed$/.test(line)) missedTargets += 1;
    console.log(line === '' ? '' : `  ${line}`);
  }
}
if (named(validations).length + named(notExpressible).length + named(predictions).length === 0) {
  const names = [...validations, ...notExpressible, ...predictions].map(({ name }) => name);
  console.error(`no validation is named "${wanted}"; there are: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const agreed = disagreements === 0 ? 'all independent numbers agree' : `${disagreements} differ`;
  const targets = missedTargets === 0 ? 'no target of a prediction missed' : `${missedTargets} targets missed`;
  console.log(`\n${agreed}; ${targets}`);
  process.exitCode = disagreements === 0 ? 0 : 1;
}
