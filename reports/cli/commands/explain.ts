/** `bulkhead explain`: the story of one job, or of the worst way through a chain. */
import { join } from 'node:path';
import { checkDigest, digestOption, exactTime, formatCommandLine } from '../bound-line.ts';
import { BadInput, defineCommand } from '../command.ts';
import { loadEcu, shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { explain as explainJob } from '../explain-run.ts';
import { writeFiles } from '../output-folder.ts';
import { packageInfo } from '../package-info.ts';
import {
  ecuPositional,
  jsonOption,
  lastOf,
  noColorOption,
  readHorizon,
  readSeed,
  readWords,
  setOption,
} from '../shared-options.ts';
import { formatExplain } from '../terminal/explain-face.ts';
import { startProgress } from '../terminal/progress.ts';
import { styleOf } from '../terminal/style.ts';

const formats = ['html', 'svg', 'json'] as const;

/** @throws BadInput unless exactly one of the two is given, and the job is `worst` or a whole number */
function subjectOf(task: string | undefined, chain: string | undefined, job: string | undefined) {
  if ((task === undefined) === (chain === undefined))
    throw new BadInput(
      'explain: expects either --task VM/TASK or --chain NAME\n       write for example "bulkhead explain cockpit --task cluster/render"',
    );
  if (chain !== undefined) {
    if (job !== undefined) throw new BadInput('--job: goes with --task; a chain is explained by its worst reaction');
    return { chain };
  }
  if (job === undefined || job === 'worst') return { task: task!, job: 'worst' as const };
  if (!/^\d+$/.test(job) || !Number.isSafeInteger(Number(job)))
    throw new BadInput(`--job: expects "worst" or a whole number from 0 on, found "${job}"`);
  return { task: task!, job: Number(job) };
}

export const explain = defineCommand({
  name: 'explain',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Tell the story of one job: who took its time, what its bound assumes, what would have been enough',
  options: {
    task: { type: 'string', describe: 'Task as VM/TASK' },
    job: { type: 'string', describe: 'Number of the job, from 0, or "worst" (default)' },
    chain: { type: 'string', describe: 'A chain instead: the worst way through it, and its slowest job' },
    seed: { type: 'string', describe: 'Seed of the run (default: run.seed of the file)' },
    horizon: { type: 'string', describe: 'Simulated time (default: run.horizon)' },
    out: { type: 'string', describe: 'Folder that gets ECU/explain/ (default: out)' },
    format: {
      type: 'string',
      describe: `Artefacts to write, of ${formats.join(',')} (default: all; with --json none)`,
    },
    set: setOption,
    json: jsonOption,
    digest: digestOption,
    'no-color': noColorOption,
  },
  examples: [
    ['explain cockpit --task cluster/render', 'The worst frame of the cluster'],
    ['explain cockpit --task cluster/render --job 17', 'The 18th'],
    ['explain cockpit --chain speed_to_needle', 'The worst way of the speed to the needle'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const subject = subjectOf(lastOf(args.task), lastOf(args.chain), lastOf(args.job));
    const wanted = readWords('format', lastOf(args.format), formats);
    const ecu = loadEcu(args.ecu, overrides, host);
    checkDigest(lastOf(args.digest), ecu);
    const seed = readSeed(lastOf(args.seed), ecu.run.seed);
    const horizonPs = readHorizon(lastOf(args.horizon), ecu.run.horizonPs);
    const noColor = args['no-color'] === true;
    const progress = startProgress(host, styleOf(host, host.err, { noColor }), ecu.name, horizonPs);
    const told = explainJob({ ecu, name: args.ecu, seed, horizonPs, overrides, subject, onProgress: progress.at });
    progress.end();
    const options: [string, string][] =
      'chain' in subject
        ? [['chain', subject.chain]]
        : [
            ['task', subject.task],
            ['job', String(subject.job)],
          ];
    options.push(['seed', String(seed)], ['horizon', exactTime(horizonPs)]);
    const line = formatCommandLine({ command: 'explain', ecu: args.ecu, sha256: ecu.sha256, overrides, options });
    const replay = { line, version: packageInfo().version };
    const { explainDocument, renderExplain } = await import('../../explain/render-explain.ts');
    const isWriting = args.json !== true || args.out !== undefined || args.format !== undefined;
    const folder = join(lastOf(args.out) ?? 'out', ecu.name, 'explain');
    const written = isWriting ? await writeFiles(folder, renderExplain(told, replay, wanted), host) : [];
    if (args.json === true) host.out.write(`${JSON.stringify(explainDocument(told, replay), null, 2)}\n`);
    else host.out.write(formatExplain({ told, written, line }, styleOf(host, host.out, { noColor })));
    return exitCodes.met;
  },
});
