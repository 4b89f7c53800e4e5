/** `bulkhead search`: worse cases than random seeds show, held against the bound and saved as ECU files; and anomalies. */
import { join } from 'node:path';
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { printEcu } from '../../../scenarios/print.ts';
import { checkDigest, digestOption, exactTime, formatCommandLine } from '../bound-line.ts';
import { BadInput, defineCommand, notAmong } from '../command.ts';
import { openEcu, shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeFiles } from '../output-folder.ts';
import { packageInfo } from '../package-info.ts';
import { formatReplayLine } from '../replay-line.ts';
import { type SearchOrder, type SearchResult, search as searchFor } from '../search-run.ts';
import {
  ecuPositional,
  jsonOption,
  lastOf,
  noColorOption,
  readHorizon,
  readSeed,
  setOption,
} from '../shared-options.ts';
import { startProgress } from '../terminal/progress.ts';
import { formatSearch } from '../terminal/search-face.ts';
import { styleOf } from '../terminal/style.ts';

const runsByDefault = 100;
const runsMost = 100_000;

function readRuns(text: string | undefined): number {
  if (text === undefined) return runsByDefault;
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= runsMost) return Number(text);
  throw new BadInput(`--runs: expects a whole number from 1 to ${runsMost}, found "${text}"`);
}

function subjectOf(ecu: EcuDescription, task: string | undefined, chain: string | undefined): SearchOrder['subject'] {
  if ((task === undefined) === (chain === undefined))
    throw new BadInput(
      'search: expects either --task VM/TASK or --chain NAME\n       write for example "bulkhead search cockpit --chain speed_to_needle"',
    );
  const tasks = ecu.vms.flatMap((vm) => vm.tasks.map(({ name }) => `${vm.name}/${name}`));
  const chains = ecu.chains.map(({ name }) => name);
  if (task !== undefined && !tasks.includes(task))
    throw notAmong(`--task: there is no task "${task}"`, 'tasks', task, tasks);
  if (chain !== undefined && !chains.includes(chain))
    throw notAmong(`--chain: there is no chain "${chain}"`, 'chains', chain, chains);
  return task !== undefined ? { kind: 'task', name: task } : { kind: 'reaction', name: chain! };
}

/** Ten of the longest distances on the way, at least 200 ms, at most the run of the file. */
function horizonFor(ecu: EcuDescription, { kind, name }: SearchOrder['subject']): number {
  const path = kind === 'task' ? [name] : ecu.chains.find((chain) => chain.name === name)!.path;
  const distances = ecu.vms.flatMap((vm) =>
    vm.tasks.flatMap((task) =>
      path.includes(`${vm.name}/${task.name}`) ? [task.activation.period, task.activation.gap, task.deadlinePs] : [],
    ),
  );
  const longestPs = distances.reduce<number>((most, ps) => (typeof ps === 'number' ? Math.max(most, ps) : most), 0);
  return Math.min(ecu.run.horizonPs, Math.max(200e9, 10 * longestPs));
}

export const search = defineCommand({
  name: 'search',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Look for worse cases than random seeds show: offsets, execution times, phases; and for anomalies',
  options: {
    chain: { type: 'string', describe: 'Chain whose longest reaction is looked for' },
    task: { type: 'string', describe: 'Or the task (VM/TASK) whose longest response is' },
    runs: {
      type: 'string',
      describe: `Runs of the search; as many random seeds beside it (default: ${runsByDefault})`,
    },
    seed: { type: 'string', describe: 'Seed of the search, and of its runs (default: run.seed of the file)' },
    horizon: {
      type: 'string',
      describe: 'Simulated time of each run (default: ten of the longest periods on the way)',
    },
    anomalies: { type: 'boolean', describe: 'Also try what ought to help, and tell what makes it later' },
    out: { type: 'string', describe: 'Folder that gets ECU/search/ (default: out)' },
    set: setOption,
    json: jsonOption,
    digest: digestOption,
    'no-color': noColorOption,
  },
  examples: [
    ['search cockpit --chain speed_to_needle', 'The worst found is out/cockpit/search/worst-speed_to_needle.yaml'],
    ['search waters2019 --task adas/ekf --runs 300', 'A longer search, for one task'],
    [
      'search cockpit --task cluster/render --anomalies',
      'Does less work, more budget or a faster clock make it later?',
    ],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const open = openEcu(args.ecu, host);
    const ecu = open(overrides);
    checkDigest(lastOf(args.digest), ecu);
    const subject = subjectOf(ecu, lastOf(args.task), lastOf(args.chain));
    const seed = readSeed(lastOf(args.seed), ecu.run.seed);
    const horizonPs = readHorizon(lastOf(args.horizon), horizonFor(ecu, subject));
    const runs = readRuns(lastOf(args.runs));
    const anomalies = args.anomalies === true;
    const noColor = args['no-color'] === true;
    const progress = startProgress(host, styleOf(host, host.err, { noColor }), ecu.name, horizonPs);
    const result = searchFor({
      open,
      name: args.ecu,
      overrides,
      subject,
      seed,
      horizonPs,
      runs,
      anomalies,
      onProgress: (share) => void progress.at(Math.floor(share * horizonPs)),
    });
    progress.end();
    const options: [string, string][] = [
      [subject.kind === 'task' ? 'task' : 'chain', subject.name],
      ['runs', String(runs)],
      ['seed', String(seed)],
      ['horizon', exactTime(horizonPs)],
    ];
    const line = formatCommandLine({
      command: 'search',
      ecu: args.ecu,
      sha256: ecu.sha256,
      overrides,
      options: anomalies ? [...options, ['anomalies', 'true']] : options,
    });
    const files = filesOf(result, { open, name: args.ecu, overrides, seed });
    const isWriting = args.json !== true || args.out !== undefined;
    const written = isWriting ? await writeFiles(join(lastOf(args.out) ?? 'out', ecu.name, 'search'), files, host) : [];
    if (args.json === true)
      host.out.write(
        `${JSON.stringify({ tool: { name: 'bulkhead', version: packageInfo().version }, ...documentOf(result, ecu), replay: line }, null, 2)}\n`,
      );
    else host.out.write(formatSearch({ ecu: ecu.name, result, written, line }, styleOf(host, host.out, { noColor })));
    return exitCodes.met;
  },
});

/** The worst case found and each anomaly, as whole ECU files with the line that runs them. */
function filesOf(
  result: SearchResult,
  { open, name, overrides, seed }: Pick<SearchOrder, 'open' | 'name' | 'overrides' | 'seed'>,
) {
  const fileOf = (file: string, said: string, more: readonly string[], withSeed: number) => {
    const all = [...overrides, `run.seed=${withSeed}`, `run.horizon=${exactTime(result.horizonPs)}`, ...more];
    const ecu = open(all);
    const line = formatReplayLine({
      ecu: name,
      seed: withSeed,
      horizonPs: result.horizonPs,
      overrides: all,
      sha256: ecu.sha256,
      fingerprint: null,
    });
    return { name: file, text: `# ${said}\n# ${line}\n${printEcu(ecu)}` };
  };
  const safe = result.subject.name.replace(/[^A-Za-z0-9_-]+/g, '-');
  const files = [];
  if (result.bestPs !== null)
    files.push(
      fileOf(
        `worst-${safe}.yaml`,
        `The longest found for ${result.subject.name}: ${result.bestPs} ps.`,
        result.bestOverrides,
        result.bestSeed,
      ),
    );
  for (const [index, { what, overrides: more, beforePs, afterPs }] of result.anomalies.slice(0, 10).entries())
    files.push(
      fileOf(
        `anomaly-${index + 1}-${safe}.yaml`,
        `Anomaly: ${what}, and ${result.subject.name} takes ${afterPs} ps instead of ${beforePs} ps.`,
        more,
        seed,
      ),
    );
  return files;
}

function documentOf(result: SearchResult, ecu: EcuDescription) {
  return {
    ecu: { name: ecu.name, sha256: ecu.sha256 },
    subject: result.subject.name,
    kind: result.subject.kind,
    horizon_ps: result.horizonPs,
    runs: result.runs,
    choices: result.genes,
    random_max_ps: result.randomPs,
    found_max_ps: result.bestPs,
    found_at_run: result.foundAt,
    found_seed: result.bestSeed,
    found_overrides: result.bestOverrides,
    bound_ps: result.boundPs,
    bound_reason: result.reason,
    anomalies: result.anomalies.map(({ what, overrides, beforePs, afterPs }) => ({
      what,
      overrides,
      before_ps: beforePs,
      after_ps: afterPs,
    })),
  };
}
