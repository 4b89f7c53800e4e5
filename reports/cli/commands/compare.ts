/** `bulkhead compare`: one ECU under several scheduling policies on the same seeds; who meets what, by how much, and why. */
import { join } from 'node:path';
import type { LeagueFacts } from '../../../analysis/league/league-fact.ts';
import { BadInput, defineCommand } from '../command.ts';
import { shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatLeagueLine } from '../league-line.ts';
import { readLeagueOrder } from '../league-order.ts';
import { runLeague } from '../league-run.ts';
import { writeFiles } from '../output-folder.ts';
import { packageInfo } from '../package-info.ts';
import { formats, jsonOption, lastOf, noColorOption, readWords, setOption } from '../shared-options.ts';
import { campaignProgress } from '../terminal/campaign-progress.ts';
import { formatLeague } from '../terminal/league-face.ts';
import { styleOf } from '../terminal/style.ts';
import { defaultWorkers } from '../threads.ts';

export const compare = defineCommand({
  name: 'compare',
  usage: '[ecu]',
  positionals: {
    ecu: { type: 'string', describe: 'Name on the shelf (bulkhead list ecus) or path of an ECU file' },
  },
  summary: 'Compare scheduling policies on one ECU, on the same seeds, and say why they differ',
  options: {
    policies: { type: 'string', demandOption: true, describe: 'Names of bulkhead list policies, with commas between' },
    seeds: { type: 'string', describe: 'How many seeds every policy runs (default: 20)' },
    seed: { type: 'string', describe: 'The first of them (default: run.seed of the file)' },
    metric: {
      type: 'string',
      array: true,
      nargs: 1,
      describe:
        'Compare this instead of the requirements: chain:NAME, task:VM/TASK, age:NAME, also with :p99 (again for more)',
    },
    against: { type: 'string', describe: 'The policy to measure the others by; "base" is that of the file' },
    horizon: { type: 'string', describe: 'Simulated time of each run, like 10s (default: run.horizon)' },
    suite: { type: 'string', describe: 'A built-in load instead of an ECU (bulkhead list suites)' },
    workers: { type: 'string', describe: 'Threads (default: as many as cores); no result depends on it' },
    out: { type: 'string', describe: 'Folder that gets ECU/compare/ (default: out)' },
    format: {
      type: 'string',
      describe: `Artefacts to write, of ${formats.join(',')} (default: all; with --json none)`,
    },
    set: setOption,
    json: jsonOption,
    quiet: { type: 'boolean', describe: 'Show nothing but the last line' },
    'fail-on-violation': { type: 'boolean', describe: 'Exit code 1 when no policy meets every requirement' },
    'no-color': noColorOption,
  },
  examples: [
    [
      'compare cockpit --policies credit2,rtds,fixed-priority',
      'Twenty seeds of each; the report is out/cockpit/compare/compare.html',
    ],
    ['compare cockpit --policies credit2,rtds --against base', 'Measured by the policy of the file'],
    ['compare cockpit --policies credit,mcs --metric chain:speed_to_needle:p99', 'One chain'],
    ['compare --suite overload --policies cfs,eevdf,credit2 --seeds 6 --json', 'A built-in load, for other tools'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const words = {
      ecu: subjectOf(args.ecu, lastOf(args.suite)),
      policies: lastOf(args.policies) ?? '',
      seeds: lastOf(args.seeds),
      seed: lastOf(args.seed),
      horizon: lastOf(args.horizon),
      against: lastOf(args.against),
      metrics: args.metric ?? [],
      overrides: args.set ?? [],
    };
    const wanted = readWords('format', lastOf(args.format), formats);
    const order = readLeagueOrder(words, host);
    const noColor = args['no-color'] === true;
    const progress = campaignProgress(host, styleOf(host, host.err, { noColor }), order.ecu.name);
    const { facts, runs, elapsedMs } = await runLeague(order, readWorkers(lastOf(args.workers)), progress.at, host);
    progress.end();
    const { renderLeague, leagueDocument } = await import('../../league/render-league.ts');
    const line = formatLeagueLine(order, facts);
    const context = { line, version: packageInfo().version };
    const isWriting = args.json !== true || args.out !== undefined || args.format !== undefined;
    const folder = join(lastOf(args.out) ?? 'out', order.ecu.name, 'compare');
    const written = isWriting ? await writeFiles(folder, renderLeague(facts, context, wanted), host) : [];
    const exitCode = exitCodeOf(facts, args['fail-on-violation'] === true);
    if (args.json === true) {
      host.out.write(`${JSON.stringify(leagueDocument(facts, context), null, 2)}\n`);
      return exitCode;
    }
    const text = formatLeague(
      { facts, runs, elapsedMs, written, line, exitCode },
      styleOf(host, host.out, { noColor }),
    );
    host.out.write(args.quiet === true ? `${text.trimEnd().split('\n').at(-1)}\n` : text);
    return exitCode;
  },
});

/** A partial comparison says so; else what the policies did is a finding, not a failure, unless the user wants it to be. */
function exitCodeOf({ isComplete, requirements, policies }: LeagueFacts, failOnViolation: boolean): ExitCode {
  if (!isComplete) return exitCodes.interrupted;
  const isMet = policies.some(({ met, seeds }) => seeds.length > 0 && met === requirements.length);
  return failOnViolation && !isMet ? exitCodes.violated : exitCodes.met;
}

function subjectOf(ecu: string | undefined, suite: string | undefined): string {
  if (ecu !== undefined && suite !== undefined) throw new BadInput('--suite: stands instead of an ECU, not beside one');
  if (suite !== undefined) return `suite:${suite}`;
  if (ecu === undefined) throw new BadInput('no ECU given\n       usage: bulkhead compare <ecu>, or --suite NAME');
  return ecu;
}

function readWorkers(text: string | undefined): number {
  if (text === undefined) return defaultWorkers();
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= 1024))
    throw new BadInput(`--workers: expects a whole number from 1 to 1024, found "${text}"`);
  return count;
}
