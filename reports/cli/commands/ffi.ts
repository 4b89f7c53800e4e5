/** `bulkhead ffi`: tries to break every claim of an ECU with generated adversaries, and shows what was found. */
import { join } from 'node:path';
import { guidedRound } from '../../../analysis/ffi/guided.ts';
import { parseDuration } from '../../../scenarios/duration.ts';
import { checkDigest, digestOption } from '../bound-line.ts';
import { BadInput, defineCommand } from '../command.ts';
import { loadEcu, shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { ffiFingerprint, formatFfiLine } from '../ffi-line.ts';
import { readCount, wantedClaims, weakener } from '../ffi-options.ts';
import { type FfiOrder, runFfi } from '../ffi-run.ts';
import type { Host } from '../host.ts';
import { writeFiles } from '../output-folder.ts';
import { packageInfo } from '../package-info.ts';
import {
  ecuPositional,
  jsonOption,
  lastOf,
  noColorOption,
  readHorizon,
  readSeed,
  setOption,
} from '../shared-options.ts';
import { campaignProgress } from '../terminal/campaign-progress.ts';
import { formatFfi } from '../terminal/ffi-face.ts';
import { styleOf } from '../terminal/style.ts';
import { defaultWorkers } from '../threads.ts';

export const runsByDefault = 1000;
/** Longer than most periods, short enough for many runs. */
const longestDefaultPs = 250e9;

export const ffi = defineCommand({
  name: 'ffi',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Try to break every claim of freedom from interference with generated adversaries',
  options: {
    claim: { type: 'string', array: true, nargs: 1, describe: 'Only this claim (again for more)' },
    runs: { type: 'string', describe: `Paired runs for each claim (default: ${runsByDefault})` },
    guided: {
      type: 'string',
      describe: `Rounds of ${guidedRound} guided runs after the random ones, which they never outnumber (default: 0)`,
    },
    seed: {
      type: 'string',
      describe: 'Program seed of the first run (default: from the plan, so that it cannot be chosen)',
    },
    time: {
      type: 'string',
      describe: 'Instead of --runs: about this long, like 60s; the number of runs is told and repeated',
    },
    horizon: { type: 'string', describe: 'Simulated time of each run (default: run.horizon, at most 250ms)' },
    workers: { type: 'string', describe: 'Threads (default: as many as cores); no result depends on it' },
    out: { type: 'string', describe: 'Folder that gets ECU/ffi/ (default: out)' },
    set: setOption,
    json: jsonOption,
    digest: digestOption,
    fp: {
      type: 'string',
      describe: 'Exit code 1 when all verdicts together have another digest, as the line that repeats this has it',
    },
    'exit-zero': { type: 'boolean', describe: 'Exit code 0 also when a claim is refuted' },
    'no-color': noColorOption,
  },
  examples: [
    ['ffi ffi-good', 'Every claim, 1000 adversaries each; the page is out/ffi-good/ffi/ffi.html'],
    ['ffi cockpit --claim FFI-1 --runs 10000', 'One claim, ten thousand adversaries'],
    ['ffi my-ecu.yaml --time 60s --json > ffi.json', 'About a minute, for other tools'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const ecu = loadEcu(args.ecu, overrides, host);
    checkDigest(lastOf(args.digest), ecu);
    const noColor = args['no-color'] === true;
    const workers = readCount('--workers', lastOf(args.workers), defaultWorkers(), 256);
    const base: Omit<FfiOrder, 'runs'> = {
      subject: { ecu, weaken: weakener(ecu, args.ecu, overrides, host) },
      name: args.ecu,
      overrides,
      claims: wantedClaims(ecu, args.claim),
      horizonPs: readHorizon(lastOf(args.horizon), Math.min(ecu.run.horizonPs, longestDefaultPs)),
      seed: args.seed === undefined ? null : readSeed(lastOf(args.seed), 0),
      keepRows: false,
      guidedRounds: 0,
    };
    const progress = campaignProgress(host, styleOf(host, host.err, { noColor }), ecu.name);
    const runs = await readRuns(base, lastOf(args.runs), lastOf(args.time), workers, host);
    const order: FfiOrder = { ...base, runs, guidedRounds: readGuided(lastOf(args.guided), runs) };
    const finished = await runFfi(order, workers, progress.at, host);
    progress.end();
    const { facts, stories } = finished;
    const line = formatFfiLine(order, ecu.sha256, facts);
    const context = { line, version: packageInfo().version };
    const { ffiDocument } = await import('../../ffi/ffi-document.ts');
    const isWriting = args.json !== true || args.out !== undefined;
    const { renderFfi } = await import('../../ffi/render-ffi.ts');
    const { campaignLog, counterexampleFiles } = await import('../ffi-files.ts');
    const folder = join(lastOf(args.out) ?? 'out', ecu.name, 'ffi');
    const files = isWriting
      ? [
          ...renderFfi(facts, stories, context),
          ...counterexampleFiles(order, facts, host),
          campaignLog(folder, order, facts, host),
        ]
      : [];
    const written = isWriting ? await writeFiles(folder, files, host) : [];
    const isRefuted = facts.claims.some(({ verdict }) => verdict === 'refuted');
    if (args.json === true) host.out.write(`${JSON.stringify(ffiDocument(facts, context), null, 2)}\n`);
    else host.out.write(formatFfi({ ...finished, written, line }, styleOf(host, host.out, { noColor })));
    const wanted = lastOf(args.fp);
    if (wanted !== undefined && !ffiFingerprint(facts).startsWith(wanted)) {
      host.err.write(`--fp: the verdicts have digest ${ffiFingerprint(facts).slice(0, 16)}, not ${wanted}\n`);
      return exitCodes.violated;
    }
    return isRefuted && args['exit-zero'] !== true ? exitCodes.violated : exitCodes.met;
  },
});

/** At least half of all runs stay random. @throws BadInput when the rounds would outnumber them */
function readGuided(text: string | undefined, runs: number): number {
  if (text === undefined || text === '0') return 0;
  const rounds = readCount('--guided', text, 0, 1_000_000);
  const most = Math.floor(runs / guidedRound);
  if (rounds > most)
    throw new BadInput(
      `--guided: ${rounds} rounds of ${guidedRound} would outnumber ${runs} random runs; at most ${most}`,
    );
  return rounds;
}

/** A time becomes a number of runs before anything counts: a short campaign with other seeds shows the speed. */
async function readRuns(
  base: Omit<FfiOrder, 'runs'>,
  runs: string | undefined,
  time: string | undefined,
  workers: number,
  host: Host,
): Promise<number> {
  if (time === undefined) return readCount('--runs', runs, runsByDefault, 10_000_000);
  if (runs !== undefined) throw new BadInput('--time: stands instead of --runs, not beside it');
  const ps = parseDuration(time);
  if (typeof ps !== 'number' || ps < 1e12) throw new BadInput(`--time: expects a time of 1s or more, found "${time}"`);
  const probe = 64;
  const begunMs = host.nowMs();
  await runFfi({ ...base, runs: probe }, workers, () => {}, host);
  const perRunMs = Math.max(0.001, (host.nowMs() - begunMs) / probe);
  return Math.max(probe, Math.floor(ps / 1e9 / perRunMs / probe) * probe);
}
