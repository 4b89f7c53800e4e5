/** `bulkhead bound`: what cannot happen, beside what runs show; with terms, supply and demand, and room to failure. */
import { join } from 'node:path';
import { checkDigest, digestOption, exactTime, formatCommandLine } from '../bound-line.ts';
import { boundFacts } from '../bound-run.ts';
import { BadInput, defineCommand } from '../command.ts';
import { loadEcu, shelfEcuNames } from '../ecu-file.ts';
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
import { formatBound } from '../terminal/bound-face.ts';
import { startProgress } from '../terminal/progress.ts';
import { styleOf } from '../terminal/style.ts';

/** Runs beside the bounds, unless the user says otherwise. */
const seedsByDefault = 3;
const seedsMost = 1000;
/** Runs only stand beside the bounds: short ones, so that all is said within seconds. */
const horizonByDefaultPs = 3e12;

/** @throws BadInput unless the text is a whole number from 0 to 1000 */
export function readSeedCount(text: string | undefined): number {
  if (text === undefined) return seedsByDefault;
  if (/^\d+$/.test(text) && Number(text) <= seedsMost) return Number(text);
  throw new BadInput(`--seeds: expects a whole number from 0 to ${seedsMost}, found "${text}"`);
}

export const bound = defineCommand({
  name: 'bound',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Bound every response and latency analytically, and hold runs against the bounds',
  options: {
    seeds: { type: 'string', describe: `How many runs stand beside the bounds (default: ${seedsByDefault}; 0: none)` },
    seed: { type: 'string', describe: 'The first of their seeds (default: run.seed of the file)' },
    horizon: { type: 'string', describe: 'Simulated time of each run (default: run.horizon, at most 3s)' },
    whole: {
      type: 'boolean',
      describe: 'Leave nothing out of the ECU: what theory does not count then keeps its rows from a bound',
    },
    sensitivity: { type: 'boolean', describe: 'Also how much longer each task may run before something fails' },
    tails: {
      type: 'boolean',
      describe: 'Also extreme-value estimates of responses, where the samples pass their tests',
    },
    out: { type: 'string', describe: 'Folder that gets ECU/bound/ (default: out)' },
    format: {
      type: 'string',
      describe: `Artefacts to write, of ${formats.join(',')} (default: all; with --json none)`,
    },
    set: setOption,
    json: jsonOption,
    digest: digestOption,
    'exit-zero': { type: 'boolean', describe: 'Exit code 0 also when a limit may be broken' },
    'no-color': noColorOption,
  },
  examples: [
    ['bound cockpit', 'Bounds beside three runs; the page is out/cockpit/bound/bounds.html'],
    ['bound cockpit --whole', 'With memory, devices and faults: their rows then have runs, but no bound'],
    ['bound waters2019 --seeds 0', 'Theory alone, without runs'],
    ['bound waters2019 --json > bounds.json', 'One JSON document for other tools'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const wanted = readWords('format', lastOf(args.format), formats);
    const ecu = loadEcu(args.ecu, overrides, host);
    checkDigest(lastOf(args.digest), ecu);
    const first = readSeed(lastOf(args.seed), ecu.run.seed);
    const count = readSeedCount(lastOf(args.seeds));
    const horizonPs = readHorizon(lastOf(args.horizon), Math.min(ecu.run.horizonPs, horizonByDefaultPs));
    const noColor = args['no-color'] === true;
    const begunMs = host.nowMs();
    const progress = startProgress(host, styleOf(host, host.err, { noColor }), ecu.name, horizonPs);
    const facts = boundFacts({
      ecu,
      name: args.ecu,
      seeds: Array.from({ length: count }, (_, index) => first + index),
      horizonPs,
      overrides,
      whole: args.whole === true,
      perTask: args.sensitivity === true,
      tails: args.tails === true,
      onProgress: (share) => void progress.at(Math.floor(share * horizonPs)),
    });
    progress.end();
    const options: [string, string][] = [
      ['seed', String(first)],
      ['seeds', String(count)],
      ['horizon', exactTime(horizonPs)],
    ];
    if (args.whole === true) options.push(['whole', 'true']);
    if (args.sensitivity === true) options.push(['sensitivity', 'true']);
    if (args.tails === true) options.push(['tails', 'true']);
    const line = formatCommandLine({ command: 'bound', ecu: args.ecu, sha256: ecu.sha256, overrides, options });
    const replay = { line, version: packageInfo().version };
    const isLate = facts.rows.some(
      ({ judged, deadlinePs, boundPs, simulatedPs }) =>
        judged && deadlinePs !== null && Math.max(boundPs ?? 0, simulatedPs ?? 0) > deadlinePs,
    );
    const exitCode = isLate && args['exit-zero'] !== true ? exitCodes.violated : exitCodes.met;
    const { boundDocument } = await import('../../bound/bound-document.ts');
    const isWriting = args.json !== true || args.out !== undefined || args.format !== undefined;
    const folder = join(lastOf(args.out) ?? 'out', ecu.name, 'bound');
    const written = isWriting
      ? await writeFiles(folder, (await import('../../bound/render-bound.ts')).renderBound(facts, replay, wanted), host)
      : [];
    if (args.json === true) {
      host.out.write(`${JSON.stringify(boundDocument(facts, replay), null, 2)}\n`);
      return exitCode;
    }
    host.out.write(
      formatBound({ facts, elapsedMs: host.nowMs() - begunMs, written, line }, styleOf(host, host.out, { noColor })),
    );
    return exitCode;
  },
});
