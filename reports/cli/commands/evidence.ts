/** `bulkhead evidence`: an evidence pack of a campaign of claims, and its verification. */
import { createPublicKey, randomInt, sign, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { printEcu } from '../../../scenarios/print.ts';
import { canonical } from '../../evidence/canonical.ts';
import { zipOf } from '../../evidence/zip.ts';
import { BadInput, defineCommand } from '../command.ts';
import { loadEcu, shelfEcuNames } from '../ecu-file.ts';
import { manifestText, type PackMember, packMembers, sha256 } from '../evidence-pack.ts';
import { subjectOf, verifyPack } from '../evidence-verify.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatFfiLine } from '../ffi-line.ts';
import { readCount, wantedClaims } from '../ffi-options.ts';
import { type FfiOrder, runFfi } from '../ffi-run.ts';
import { fileProblem } from '../file-problem.ts';
import type { Host } from '../host.ts';
import { packageInfo } from '../package-info.ts';
import { jsonOption, lastOf, noColorOption, readHorizon, readSeed, setOption } from '../shared-options.ts';
import { campaignProgress } from '../terminal/campaign-progress.ts';
import { styleOf } from '../terminal/style.ts';
import { defaultWorkers } from '../threads.ts';

const runsByDefault = 100;
const longestDefaultPs = 250e9;

export const evidence = defineCommand({
  name: 'evidence',
  usage: '<ecu> [pack]',
  positionals: {
    ecu: { type: 'string', demandOption: true, describe: 'Name or path of an ECU; or the word "verify"' },
    pack: { type: 'string', describe: 'With "verify": the pack' },
  },
  summary: 'Make an evidence pack that anybody can verify to the bit, or verify one',
  options: {
    runs: { type: 'string', describe: `Paired runs for each claim (default: ${runsByDefault})` },
    seed: { type: 'string', describe: 'Program seed of the first run (default: from the plan)' },
    horizon: { type: 'string', describe: 'Simulated time of each run (default: run.horizon, at most 250ms)' },
    workers: { type: 'string', describe: 'Threads (default: as many as cores); no byte depends on it' },
    out: { type: 'string', describe: 'File that gets the pack (default: NAME.evidence.zip)' },
    log: {
      type: 'string',
      describe: 'Earlier campaigns of this ECU (default: out/NAME/ffi/campaigns.jsonl if it is there)',
    },
    key: {
      type: 'string',
      describe: 'Private key (PEM): also writes an in-toto statement in a DSSE envelope beside the pack',
    },
    sample: { type: 'string', describe: 'verify: repeat only so many runs, drawn anew each time' },
    'expect-root': { type: 'string', describe: 'verify: root digest that was kept elsewhere' },
    'public-key': { type: 'string', describe: 'verify: public key (PEM) of the envelope beside the pack' },
    set: setOption,
    json: jsonOption,
    'no-color': noColorOption,
  },
  examples: [
    ['evidence ffi-good --out pack.zip', 'A campaign, and everything that it rests on'],
    ['evidence verify pack.zip', 'Repeats all of it; any difference is named'],
    ['evidence verify pack.zip --sample 300', '300 runs: finds 1 % forged ones with 95 %'],
  ],
  complete: shelfEcuNames,
  run: async (args, host): Promise<ExitCode> => {
    const workers = readCount('--workers', lastOf(args.workers), defaultWorkers(), 256);
    if (args.ecu === 'verify') {
      if (args.pack === undefined)
        throw new BadInput('verify: which pack?\n       usage: bulkhead evidence verify PACK');
      const sample = args.sample === undefined ? null : readCount('--sample', lastOf(args.sample), 1, 10_000_000);
      return verified(
        args.pack,
        {
          sample,
          expectRoot: lastOf(args['expect-root']) ?? null,
          publicKey: lastOf(args['public-key']) ?? null,
          workers,
          json: args.json === true,
        },
        host,
      );
    }
    if (args.pack !== undefined)
      throw new BadInput(`evidence: takes one ECU, found "${args.pack}" as well; did you mean "evidence verify"?`);
    const described = loadEcu(args.ecu, args.set ?? [], host);
    wantedClaims(described, undefined);
    const ecuText = printEcu(described);
    const subject = subjectOf(ecuText);
    if (typeof subject === 'string') throw new Error(`the printed ECU cannot be read: ${subject}`);
    const order: FfiOrder = {
      subject,
      name: 'ecu.yaml',
      overrides: [],
      claims: subject.ecu.claims,
      runs: readCount('--runs', lastOf(args.runs), runsByDefault, 10_000_000),
      horizonPs: readHorizon(lastOf(args.horizon), Math.min(described.run.horizonPs, longestDefaultPs)),
      seed: args.seed === undefined ? null : readSeed(lastOf(args.seed), 0),
      keepRows: true,
      guidedRounds: 0,
    };
    const progress = campaignProgress(
      host,
      styleOf(host, host.err, { noColor: args['no-color'] === true }),
      described.name,
    );
    const finished = await runFfi(order, workers, progress.at, host);
    progress.end();
    const { version } = packageInfo();
    const members = packMembers({
      order,
      finished,
      ecuText,
      version,
      line: formatFfiLine(order, subject.ecu.sha256, finished.facts),
      earlier: earlierCampaigns(lastOf(args.log), described.name, host),
      environment: { node: process.version, platform: `${process.platform} ${process.arch}` },
    });
    const path = lastOf(args.out) ?? `${described.name}.evidence.zip`;
    const root = await writePack(path, members, lastOf(args.key), host);
    const isRefuted = finished.facts.claims.some(({ verdict }) => verdict === 'refuted');
    host.out.write(
      args.json === true
        ? `${JSON.stringify({ pack: path, root, members: members.length + 1, refuted: isRefuted }, null, 2)}\n`
        : `${path}: ${members.length + 1} members${isRefuted ? ', with a refuted claim' : ''}\nroot ${root}\n\nbulkhead evidence verify ${path}\n`,
    );
    return isRefuted ? exitCodes.violated : exitCodes.met;
  },
});

function earlierCampaigns(log: string | undefined, name: string, host: Host): string[] {
  const path = resolve(host.cwd, log ?? join('out', name, 'ffi', 'campaigns.jsonl'));
  if (!existsSync(path)) {
    if (log !== undefined) throw new BadInput(`--log: ${log}: cannot be read: ${fileProblem({ code: 'ENOENT' })}`);
    return [];
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** The pack appears whole or not at all; gives its root digest. */
async function writePack(
  path: string,
  members: readonly PackMember[],
  key: string | undefined,
  host: Host,
): Promise<string> {
  const manifest = manifestText(members);
  const encoder = new TextEncoder();
  const all = [...members, { name: 'manifest.json', text: manifest }];
  const zip = zipOf(all.map(({ name, text }) => ({ name, bytes: encoder.encode(text) })));
  const root = sha256(manifest);
  const envelope = key === undefined ? null : envelopeOf(path, root, sha256(zip), key, host);
  await put(path, zip, host);
  if (envelope !== null) await put(`${path}.dsse.json`, envelope, host);
  return root;
}

async function put(path: string, bytes: Uint8Array | string, host: Host): Promise<void> {
  const to = resolve(host.cwd, path);
  const from = `${to}.${process.pid}.tmp`;
  try {
    await writeFile(from, bytes);
    await rename(from, to);
  } catch (error) {
    await rm(from, { force: true });
    throw new BadInput(`${path}: cannot be written: ${fileProblem(error)}\n       choose another file with --out FILE`);
  }
}

const payloadType = 'application/vnd.in-toto+json';

/** in-toto Statement v1, predicate test-result, in a DSSE envelope; signed with the user's key. */
function envelopeOf(path: string, root: string, zipDigest: string, key: string, host: Host): string {
  const statement = canonical({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: path, digest: { sha256: zipDigest } }],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: { configuration: [{ name: 'manifest.json', digest: { sha256: root } }], result: 'see report.json' },
  });
  const payload = Buffer.from(statement);
  let signature: Buffer;
  try {
    signature = sign(null, preAuthentication(payload), readFileSync(resolve(host.cwd, key)));
  } catch (error) {
    throw new BadInput(`--key: ${key}: cannot sign: ${error instanceof Error ? error.message : String(error)}`);
  }
  return canonical({
    payload: payload.toString('base64'),
    payloadType,
    signatures: [{ sig: signature.toString('base64') }],
  });
}

/** Pre-authentication encoding of DSSE v1. */
function preAuthentication(payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

interface VerifyArguments {
  readonly sample: number | null;
  readonly expectRoot: string | null;
  readonly publicKey: string | null;
  readonly workers: number;
  readonly json: boolean;
}

async function verified(
  pack: string,
  { sample, expectRoot, publicKey, workers, json }: VerifyArguments,
  host: Host,
): Promise<ExitCode> {
  let zip: Uint8Array;
  try {
    zip = readFileSync(resolve(host.cwd, pack));
  } catch (error) {
    throw new BadInput(`${pack}: cannot be read: ${fileProblem(error)}`);
  }
  const options = {
    sample,
    sampleSeed: sample === null ? 0 : randomInt(2 ** 31),
    expectRoot,
    workers,
    version: packageInfo().version,
  };
  const found = await verifyPack(zip, options, host);
  const signature = publicKey === null ? [] : signatureDifferences(pack, zip, publicKey, host);
  const differences = [...found.differences, ...signature];
  const verdict = signature.length > 0 && found.verdict === 'verified' ? 'differs' : found.verdict;
  if (json) host.out.write(`${JSON.stringify({ pack, ...found, verdict, differences }, null, 2)}\n`);
  else {
    const said =
      found.detection === null
        ? `${found.runs} pairs of runs made again`
        : `${found.runs} runs made again, drawn with seed ${options.sampleSeed}; one per cent of forged ones is met with a probability of ${found.detection.toFixed(2)}`;
    host.out.write(
      [`${pack}: ${verdict}`, ...differences.map((one) => `  ${one}`), `root ${found.root}`, said, ''].join('\n'),
    );
  }
  return verdict === 'verified' ? exitCodes.met : exitCodes.violated;
}

function signatureDifferences(pack: string, zip: Uint8Array, publicKey: string, host: Host): string[] {
  try {
    const envelope = JSON.parse(readFileSync(resolve(host.cwd, `${pack}.dsse.json`), 'utf8')) as {
      readonly payload: string;
      readonly signatures: readonly { readonly sig: string }[];
    };
    const payload = Buffer.from(envelope.payload, 'base64');
    const key = createPublicKey(readFileSync(resolve(host.cwd, publicKey)));
    const isSigned = envelope.signatures.some(({ sig }) =>
      verify(null, preAuthentication(payload), key, Buffer.from(sig, 'base64')),
    );
    if (!isSigned) return ['the envelope was not signed with this key'];
    const { subject } = JSON.parse(payload.toString()) as { subject: readonly { digest: { sha256: string } }[] };
    return subject.some(({ digest }) => digest.sha256 === sha256(zip)) ? [] : ['the envelope is about another pack'];
  } catch (error) {
    return [`the envelope cannot be checked: ${error instanceof Error ? error.message : String(error)}`];
  }
}
