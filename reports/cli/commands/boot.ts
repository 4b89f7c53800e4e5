/** `bulkhead boot`: an ECU from power-on to the first useful act of its last guest; what it waits for, and what would help. */
import { join, resolve } from 'node:path';
import { loadWhatIf, type WhatIf } from '../../../scenarios/what-if.ts';
import { bootStudy, defaultHorizonPs } from '../boot-study.ts';
import { checkDigest, digestOption, exactTime, formatCommandLine } from '../bound-line.ts';
import { BadInput, defineCommand } from '../command.ts';
import { badInputOf, openEcu, readText, shelfEcuNames } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Host } from '../host.ts';
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
import { formatBoot } from '../terminal/boot-face.ts';
import { campaignProgress } from '../terminal/campaign-progress.ts';
import { styleOf } from '../terminal/style.ts';

export const boot = defineCommand({
  name: 'boot',
  usage: '<ecu>',
  positionals: { ecu: ecuPositional },
  summary: 'Simulate an ECU from power-on: milestones, critical path, chain of trust, levers, faults',
  options: {
    'what-if': {
      type: 'string',
      describe: 'YAML file of levers to try beside the standard ones: {levers: {name: [path=value]}}',
    },
    seed: { type: 'string', describe: 'Seed of everything random (default: run.seed of the file)' },
    horizon: { type: 'string', describe: 'The boot is given up then (default: 60s)' },
    out: { type: 'string', describe: 'Folder that gets ECU/boot/ (default: out)' },
    format: {
      type: 'string',
      describe: `Artefacts to write, of ${formats.join(',')} (default: all; with --json none)`,
    },
    set: setOption,
    json: jsonOption,
    digest: digestOption,
    quiet: { type: 'boolean', describe: 'Show nothing but the verdict' },
    'exit-zero': { type: 'boolean', describe: 'Exit code 0 also when a requirement is violated' },
    'no-color': noColorOption,
  },
  examples: [
    ['boot cockpit', 'Milestones, critical path and ranked levers; the report is out/cockpit/boot/boot.html'],
    ['boot cockpit --what-if levers.yaml', 'Your own levers beside the standard ones'],
    ['boot cockpit --set boot.stages.xen.takes=20ms --json', 'One change by hand, for other tools'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const overrides = args.set ?? [];
    const wanted = readWords('format', lastOf(args.format), formats);
    const open = openEcu(args.ecu, host);
    const load = (more: readonly string[]) => open([...overrides, ...more]);
    const ecu = load([]);
    if (ecu.boot === null || ecu.boot.stages.length === 0)
      throw new BadInput(
        `${ecu.origin}: has no boot stages: all guests run from 0 s\n       write "boot: {stages: {...}, milestones: {...}}"`,
      );
    checkDigest(lastOf(args.digest), ecu);
    const seed = readSeed(lastOf(args.seed), ecu.run.seed);
    const horizonPs = readHorizon(lastOf(args.horizon), defaultHorizonPs);
    const more = readWhatIf(lastOf(args['what-if']), host);
    const noColor = args['no-color'] === true;
    const progress = campaignProgress(host, styleOf(host, host.err, { noColor }), ecu.name);
    const begunMs = host.nowMs();
    const facts = bootStudy({ load, seed, horizonPs, more, onProgress: (done, all) => progress.at(done, all) });
    progress.end();
    const elapsedMs = host.nowMs() - begunMs;
    const whatIf = lastOf(args['what-if']);
    const line = formatCommandLine({
      command: 'boot',
      ecu: args.ecu,
      sha256: ecu.sha256,
      overrides,
      options: [
        ['seed', String(seed)],
        ['horizon', exactTime(horizonPs)],
        ...(whatIf === undefined ? [] : [['what-if', whatIf] as const]),
      ],
    });
    const context = { line, version: packageInfo().version };
    const { renderBoot, bootDocument } = await import('../../boot/render-boot.ts');
    const isWriting = args.json !== true || args.out !== undefined || args.format !== undefined;
    const folder = join(lastOf(args.out) ?? 'out', ecu.name, 'boot');
    const written = isWriting ? await writeFiles(folder, renderBoot(facts, context, wanted), host) : [];
    const isViolated = facts.requirements.some(({ verdict }) => verdict === 'violated');
    const exitCode = isViolated && args['exit-zero'] !== true ? exitCodes.violated : exitCodes.met;
    if (args.json === true) {
      host.out.write(`${JSON.stringify(bootDocument(facts, context), null, 2)}\n`);
      return exitCode;
    }
    const text = formatBoot({ facts, elapsedMs, written, line, exitCode }, styleOf(host, host.out, { noColor }));
    host.out.write(args.quiet === true ? `${text.trimEnd().split('\n').at(-1)}\n` : text);
    return exitCode;
  },
});

function readWhatIf(path: string | undefined, host: Host): readonly WhatIf[] {
  if (path === undefined) return [];
  const text = readText(resolve(host.cwd, path), path);
  const loaded = loadWhatIf(path, text);
  if (loaded.ok) return loaded.levers;
  throw badInputOf(loaded.problems, ({ line }) => text.split(/\r?\n/)[line - 1] ?? '');
}
