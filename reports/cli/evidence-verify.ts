/**
 * Verifying a pack: its bytes, its digests, its version, then its content. The container is built again and compared byte for
 * byte; the campaign is run again, whole or a sample drawn from a fresh seed, and every member that follows from it is made
 * again and compared. What differs is named.
 */
import { withoutControls } from '../../analysis/ffi/control-trial.ts';
import { prepare, Trial } from '../../analysis/ffi/trial.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { type Member, membersOf, zipOf } from '../evidence/zip.ts';
import { manifestText, type PackMember, packMembers, sha256 } from './evidence-pack.ts';
import { formatFfiLine } from './ffi-line.ts';
import { type FfiOrder, runFfi } from './ffi-run.ts';
import type { Host } from './host.ts';

export interface Verification {
  readonly verdict: 'verified' | 'differs' | 'unverifiable';
  /** Everything that is wrong, each in a line. */
  readonly differences: readonly string[];
  readonly root: string;
  /** Runs made again. */
  readonly runs: number;
  /** Of the kept runs, when only a sample was made again: the chance to meet one of 1 % forged rows. */
  readonly detection: number | null;
}

export interface VerifyOptions {
  /** Rows made again; null: the whole campaign and every member. */
  readonly sample: number | null;
  readonly sampleSeed: number;
  readonly expectRoot: string | null;
  readonly workers: number;
  readonly version: string;
}

interface Plan {
  readonly runs: number;
  readonly horizon_ps: number;
  readonly seed: number | null;
  readonly ecu: { readonly sha256: string };
}

/** Members that say where and when, or what was before. */
const notMadeAgain = ['environment.json', 'campaigns.jsonl', 'manifest.json'];

export async function verifyPack(zip: Uint8Array, options: VerifyOptions, host: Host): Promise<Verification> {
  const fail = (differences: readonly string[], root = ''): Verification => ({
    verdict: 'differs',
    differences,
    root,
    runs: 0,
    detection: null,
  });
  const members = membersOf(zip);
  if (typeof members === 'string') return fail([`the file is no pack: ${members}`]);
  const texts = new Map(members.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));
  const manifest = members.find(({ name }) => name === 'manifest.json');
  const root = manifest === undefined ? '' : sha256(manifest.bytes);
  const broken = [...container(zip, members), ...manifestDifferences(members, texts)];
  if (options.expectRoot !== null && !root.startsWith(options.expectRoot))
    broken.push(`the root digest is ${root}, expected ${options.expectRoot}`);
  if (broken.length > 0) return fail(broken, root);
  const environment = JSON.parse(texts.get('environment.json')!) as { readonly bulkhead?: string };
  if (environment.bulkhead !== options.version) {
    const differences = [`it was made by bulkhead ${environment.bulkhead}, this is ${options.version}`];
    return { verdict: 'unverifiable', differences, root, runs: 0, detection: null };
  }
  const order = orderOf(texts);
  if (typeof order === 'string') return fail([order], root);
  return options.sample === null
    ? everything(order, texts, root, options, host)
    : sampled(order, texts, root, options.sample, options.sampleSeed);
}

function container(zip: Uint8Array, members: readonly Member[]): string[] {
  const again = zipOf(members);
  if (again.length === zip.length && again.every((byte, at) => byte === zip[at])) return [];
  return ['the container holds other bytes than its members make'];
}

function manifestDifferences(members: readonly Member[], texts: ReadonlyMap<string, string>): string[] {
  const own = texts.get('manifest.json');
  if (own === undefined) return ['manifest.json is missing'];
  let listed: readonly { readonly path: string; readonly sha256: string }[];
  try {
    listed = (JSON.parse(own) as { files: typeof listed }).files;
  } catch {
    return ['manifest.json cannot be read'];
  }
  const differences: string[] = [];
  for (const { path, sha256: wanted } of listed) {
    const member = members.find(({ name }) => name === path);
    if (member === undefined) differences.push(`${path} is missing`);
    else if (sha256(member.bytes) !== wanted) differences.push(`${path} was changed`);
  }
  for (const { name } of members)
    if (name !== 'manifest.json' && !listed.some(({ path }) => path === name))
      differences.push(`${name} is not in the manifest`);
  const plain = members
    .filter(({ name }) => name !== 'manifest.json')
    .map(({ name }) => ({ name, text: texts.get(name)! }));
  if (differences.length === 0 && manifestText(plain) !== own)
    differences.push('manifest.json is not the one of its files');
  return differences;
}

/** The subject of the pack: its text, and the same text with paths changed. */
export function subjectOf(text: string) {
  const described = (overrides: readonly string[]): EcuDescription | string => {
    const loaded = load({ main: { path: 'ecu.yaml', text }, read: () => null }, { overrides });
    return loaded.ok ? loaded.ecu : `no ECU with that: ${loaded.problems.map(({ message }) => message).join('; ')}`;
  };
  const ecu = described([]);
  if (typeof ecu === 'string') return ecu;
  const without = withoutControls(ecu);
  return { ecu, weaken: (paths: readonly string[]) => described([...without, ...paths]) };
}

function orderOf(texts: ReadonlyMap<string, string>): FfiOrder | string {
  const plan = JSON.parse(texts.get('plan.json')!) as Plan;
  const subject = subjectOf(texts.get('ecu.yaml')!);
  if (typeof subject === 'string') return `ecu.yaml: ${subject}`;
  if (subject.ecu.sha256 !== plan.ecu.sha256) return 'ecu.yaml is not the ECU of plan.json';
  return {
    subject,
    name: 'ecu.yaml',
    overrides: [],
    claims: subject.ecu.claims,
    runs: plan.runs,
    horizonPs: plan.horizon_ps,
    seed: plan.seed,
    keepRows: true,
    guidedRounds: 0,
  };
}

async function everything(
  order: FfiOrder,
  texts: ReadonlyMap<string, string>,
  root: string,
  { workers, version }: VerifyOptions,
  host: Host,
): Promise<Verification> {
  const finished = await runFfi(order, workers, () => {}, host);
  const line = formatFfiLine(order, order.subject.ecu.sha256, finished.facts);
  const made = packMembers({
    order,
    finished,
    ecuText: texts.get('ecu.yaml')!,
    version,
    line,
    earlier: [],
    environment: {},
  });
  const differences = differencesOf(made, texts);
  return {
    verdict: differences.length === 0 ? 'verified' : 'differs',
    differences,
    root,
    runs: finished.pairs,
    detection: null,
  };
}

function differencesOf(made: readonly PackMember[], texts: ReadonlyMap<string, string>): string[] {
  const differences: string[] = [];
  for (const { name, text } of made) {
    if (notMadeAgain.includes(name) || texts.get(name) === text) continue;
    const found = texts.get(name);
    if (found === undefined) differences.push(`${name} is missing`);
    else differences.push(`${name} differs from what the same plan makes, in line ${firstLine(found, text)}`);
  }
  for (const name of texts.keys())
    if (!notMadeAgain.includes(name) && !made.some((one) => one.name === name))
      differences.push(`${name} follows from nothing`);
  const rows = texts.get('campaigns.jsonl')?.trimEnd().split('\n') ?? [];
  const last = made.find(({ name }) => name === 'campaigns.jsonl')!.text.trimEnd();
  if (rows.at(-1) !== last) differences.push('campaigns.jsonl: its last row is not this campaign');
  return differences;
}

function firstLine(found: string, made: string): number {
  const [left, right] = [found.split('\n'), made.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  return at === -1 ? left.length + 1 : at + 1;
}

interface Row {
  readonly id: string;
  readonly fingerprint?: string;
  readonly margin_ps?: number | null;
}

/** Rows drawn without replacement from all kept runs. */
function sampled(
  order: FfiOrder,
  texts: ReadonlyMap<string, string>,
  root: string,
  wanted: number,
  seed: number,
): Verification {
  const { ecu } = order.subject;
  const plans = (JSON.parse(texts.get('plan.json')!) as { claims: { id: string; plan: Trial['plan'] | null }[] })
    .claims;
  const rows = plans.flatMap(({ id }) =>
    (texts.get(`results/${id}.jsonl`) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ claim: id, row: JSON.parse(line) as Row }))
      .filter(({ row }) => row.fingerprint !== undefined),
  );
  const drawn = shuffled(rows, seed).slice(0, wanted);
  const trials = new Map<string, Trial>();
  const differences: string[] = [];
  for (const { claim, row } of drawn) {
    let trial = trials.get(claim);
    if (trial === undefined) {
      const prepared = prepare(ecu, ecu.claims.find(({ name }) => name === claim)!);
      if ('verdict' in prepared) continue;
      trial = new Trial(prepared, ecu, plans.find(({ id }) => id === claim)!.plan!, { fingerprints: true });
      trials.set(claim, trial);
    }
    const { program, ecuSeed } = trial.programAt(Number(row.id.slice(row.id.lastIndexOf('/') + 1)));
    const { fingerprint, judgement } = trial.runner.judge(program, ecuSeed);
    if (fingerprint !== row.fingerprint)
      differences.push(`results/${claim}.jsonl: run ${row.id} has another fingerprint`);
    else if (judgement.marginPs !== row.margin_ps)
      differences.push(`results/${claim}.jsonl: run ${row.id} has another margin`);
  }
  let missed = 1;
  for (let n = 0; n < drawn.length; n += 1) missed *= 0.99;
  return {
    verdict: differences.length === 0 ? 'verified' : 'differs',
    differences,
    root,
    runs: drawn.length,
    detection: drawn.length === rows.length ? 1 : 1 - missed,
  };
}

/** Fisher and Yates, by a multiplicative generator of 31 bits (Park and Miller): which rows are looked at, nothing else. */
function shuffled<T>(things: readonly T[], seed: number): T[] {
  const result = [...things];
  let state = (seed % 2147483646) + 1;
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (state * 48271) % 2147483647;
    const other = state % (at + 1);
    const kept = result[at]!;
    result[at] = result[other]!;
    result[other] = kept;
  }
  return result;
}
