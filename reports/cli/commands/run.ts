/** `bulkhead run`: simulates one ECU, judges it, shows the verdict and writes the artefacts. */
import { join } from 'node:path';
import { defineCommand } from '../command.ts';
import { openEcu, shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeFiles } from '../output-folder.ts';
import { packageInfo } from '../package-info.ts';
import {
  ecuPositional,
  formats,
  jsonOption,
  lastOf,
  noColorOption,
  readHorizon,
  readSeed,
  readWords,
  setOption,
} from '../shared-options.ts';
import { simulate } from '../simulate.ts';
import { startProgress } from '../terminal/progress.ts';
import { formatRun } from '../terminal/run-face.ts';
import { styleOf } from '../terminal/style.ts';

export const run = defineCommand({
  name: 'run',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Simulate an ECU, judge its requirements, write its report',
  options: {
    seed: { type: 'string', describe: 'Seed of everything random (default: run.seed of the file)' },
    horizon: { type: 'string', describe: 'Simulated time, like 10s or 500ms (default: run.horizon)' },
    out: { type: 'string', describe: 'Folder that gets a folder of the name of the ECU (default: out)' },
    format: {
      type: 'string',
      describe: `Artefacts to write, of ${formats.join(',')} (default: all; with --json none)`,
    },
    set: setOption,
    json: jsonOption,
    quiet: { type: 'boolean', describe: 'Show nothing but the verdict' },
    'exit-zero': { type: 'boolean', describe: 'Exit code 0 also when a requirement is violated' },
    'no-color': noColorOption,
  },
  examples: [
    ['run cockpit', 'Simulate the cockpit ECU; the report is out/cockpit/report.html'],
    ['run my-ecu.yaml --horizon 1s --seed 7', 'Another seed, a shorter run'],
    ['run cockpit --set vms.cluster.vcpus.main.budget=4ms', 'What if the cluster had less budget?'],
    ['run cockpit --json > run.json', 'One JSON document for other tools'],
    ['run cockpit --format csv --out results', 'Only tables, into results/cockpit/'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const wanted = readWords('format', lastOf(args.format), formats);
    const open = openEcu(args.ecu, host);
    const ecu = open(overrides);
    const seed = readSeed(lastOf(args.seed), ecu.run.seed);
    const horizonPs = readHorizon(lastOf(args.horizon), ecu.run.horizonPs);
    const noColor = args['no-color'] === true;
    const progress = startProgress(host, styleOf(host, host.err, { noColor }), ecu.name, horizonPs);
    const simulation = simulate({
      ecu,
      name: args.ecu,
      seed,
      horizonPs,
      overrides,
      onProgress: progress.at,
      nowMs: host.nowMs,
      reload: (more) => open([...overrides, ...more]),
    });
    progress.end();
    const { facts, line, elapsedMs } = simulation;
    // The document to draw into takes half a second to load: only those who draw wait for it.
    const { renderRun, runDocument } = await import('../../render.ts');
    const context = { line, version: packageInfo().version };
    const isWriting = args.json !== true || args.out !== undefined || args.format !== undefined;
    const folder = join(lastOf(args.out) ?? 'out', ecu.name);
    const written = isWriting ? await writeFiles(folder, renderRun(facts, context, wanted), host) : [];
    const isViolated = facts.requirements.some(({ verdict }) => verdict === 'violated');
    const exitCode = isViolated && args['exit-zero'] !== true ? exitCodes.violated : exitCodes.met;
    if (args.json === true) {
      host.out.write(`${JSON.stringify(runDocument(facts, context), null, 2)}\n`);
      return exitCode;
    }
    const text = formatRun({ facts, elapsedMs, written, line, exitCode }, styleOf(host, host.out, { noColor }));
    host.out.write(args.quiet === true ? `${text.trimEnd().split('\n').at(-1)}\n` : text);
    return exitCode;
  },
});
