/**
 * Writes the generated ECU files of the shelf to standard output:
 * `node dist/bench/generate/main.js engine-control > scenarios/ecus/engine-control.yaml`.
 */
import { engineControlYaml } from './engine-control.ts';

const generators: Readonly<Record<string, () => string>> = { 'engine-control': engineControlYaml };

const generate = generators[process.argv[2] ?? ''];
if (generate === undefined) {
  process.stderr.write(`give one of: ${Object.keys(generators).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(generate());
}
