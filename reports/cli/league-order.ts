/**
 * What the words of `bulkhead compare` ask for: the descriptions of one ECU under every policy, the seeds, the metrics.
 *
 * A policy is chosen by the override `hypervisor.policy=NAME`; cores that the file puts into pools of their own keep the
 * policy of their pool. A name that is no policy, and everything that is wrong with the file itself, is the user's mistake.
 * When the file is right and only refuses a policy (its admission: more vCPUs than cores, budgets that do not fit), the
 * policy stands in the table as refused with the reason, as long as two others run; else it is reported as a mistake at
 * its place.
 */
import { metricNames, readMetric } from '../../analysis/league/league-metrics.ts';
import type { CampaignEcu } from '../../scenarios/campaign.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { shelves } from '../../scenarios/shelves.ts';
import { BadInput, notAmong } from './command.ts';
import { loadEcu } from './ecu-file.ts';
import type { Host } from './host.ts';
import { readHorizon, readSeed } from './shared-options.ts';

/** The words of the command line, as they came. */
export interface LeagueWords {
  readonly ecu: string;
  readonly policies: string;
  readonly seeds: string | undefined;
  readonly seed: string | undefined;
  readonly horizon: string | undefined;
  readonly against: string | undefined;
  readonly metrics: readonly string[];
  readonly overrides: readonly string[];
}

export interface OrderedPolicy {
  readonly policy: string;
  /** Null when refused. */
  readonly ecu: CampaignEcu | null;
  readonly refused: string | null;
}

export interface LeagueOrder {
  readonly words: LeagueWords;
  /** As the file says it. */
  readonly ecu: EcuDescription;
  readonly policies: readonly OrderedPolicy[];
  /** What was wished for; null: chosen when the runs have ended (`usualBaseline`). */
  readonly baseline: string | null;
  readonly seeds: readonly number[];
  readonly horizonPs: number;
}

const usualSeeds = 20;
const mostSeeds = 10_000;
const leastPolicies = 2;

/** @throws BadInput with every mistake at its place */
export function readLeagueOrder(words: LeagueWords, host: Host): LeagueOrder {
  const ecu = loadEcu(words.ecu, words.overrides, host);
  const own = ecu.hypervisor.pools[0]?.policy ?? '';
  const against = words.against === 'base' ? own : words.against;
  const named = readPolicies('policies', words.policies);
  const names = against === undefined ? named : [...new Set([...named, ...readPolicies('against', against)])];
  if (names.length < leastPolicies) throw tooFew(words.policies, names);
  const count = readCount(words.seeds);
  const first = readSeed(words.seed, ecu.run.seed);
  const horizonPs = readHorizon(words.horizon, ecu.run.horizonPs);
  if (horizonPs <= ecu.run.warmUpPs)
    throw new BadInput('--horizon: the runs end before their warm-up does, so nothing would be judged');
  checkMetrics(words.metrics, ecu);
  const policies = describePolicies(names, words, host);
  const running = policies.filter((policy) => policy.refused === null).map(({ policy }) => policy);
  const baseline = against ?? null;
  if (baseline !== null && !running.includes(baseline))
    throw refusal(baseline, words, host) ?? new BadInput(`--against: ${baseline} is refused`);
  return { words, ecu, policies, baseline, seeds: Array.from({ length: count }, (_, i) => first + i), horizonPs };
}

function describePolicies(names: readonly string[], words: LeagueWords, host: Host): OrderedPolicy[] {
  const refusals: BadInput[] = [];
  const policies = names.map((policy): OrderedPolicy => {
    const overrides = withPolicy(words.overrides, policy);
    try {
      const description = loadEcu(words.ecu, overrides, host);
      return { policy, ecu: { description, name: words.ecu, overrides }, refused: null };
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      refusals.push(error);
      return { policy, ecu: null, refused: reasonOf(error) };
    }
  });
  if (names.length - refusals.length >= leastPolicies) return policies;
  throw new BadInput(
    refusals.map(({ text }) => text).join('\n\n'),
    refusals.flatMap(({ problems }) => problems),
  );
}

function refusal(policy: string, words: LeagueWords, host: Host): BadInput | null {
  try {
    loadEcu(words.ecu, withPolicy(words.overrides, policy), host);
    return null;
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
}

function withPolicy(overrides: readonly string[], policy: string): string[] {
  return [...overrides, `hypervisor.policy=${policy}`];
}

/** `cockpit:12:3: message`, the first of them. */
function reasonOf({ message, problems }: BadInput): string {
  const first = problems[0];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  if (first?.line === undefined) return `${message}${more}`;
  return `${first.file}:${first.line}:${first.column}: ${first.message}${more}`;
}

function readPolicies(option: string, text: string): string[] {
  const shelf = shelves.policies!().map(({ name }) => name);
  const names = text.split(',').map((word) => word.trim());
  for (const name of names) {
    if (shelf.includes(name)) continue;
    throw notAmong(`--${option}: there is no policy "${name}"`, 'allowed', name, shelf);
  }
  return [...new Set(names)];
}

/** Which name stands twice, when that is why one policy is left. */
function tooFew(text: string, names: readonly string[]): BadInput {
  const count = text.split(',').length;
  const why =
    count < leastPolicies
      ? 'a comparison needs at least two policies'
      : `"${names[0]}" is given ${count === leastPolicies ? 'twice' : `${count} times`}, and a comparison needs two different policies`;
  return new BadInput(`--policies: ${why}\n       write for example "credit2,rtds"`);
}

function readCount(text: string | undefined): number {
  if (text === undefined) return usualSeeds;
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= 1 && count <= mostSeeds))
    throw new BadInput(`--seeds: expects a whole number from 1 to ${mostSeeds}, found "${text}"`);
  return count;
}

function checkMetrics(wishes: readonly string[], ecu: EcuDescription): void {
  const names = metricNames(ecu);
  for (const wish of wishes) {
    if (readMetric(wish, names) !== null) continue;
    throw notAmong(`--metric: nothing is called "${wish}"`, 'known', wish, names, [
      `a statistic may follow: ${wish.split(':').slice(0, 2).join(':')}:p99`,
    ]);
  }
}
