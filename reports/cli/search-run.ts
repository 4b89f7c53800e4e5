/**
 * Looks for worse cases than random seeds show: a hill climb with restarts over what the description leaves open. Every
 * candidate is an ECU file that the loader accepts, so bounds hold for all of them, and one that is beaten is an error of
 * Bulkhead. Draws are keyed by the number of the evaluation: the same order gives the same search everywhere.
 */
import { boundRows } from '../../analysis/bound/bound-rows.ts';
import { boundEcu } from '../../analysis/bound/ecu-bounds.ts';
import type { RunExtremes } from '../../analysis/bound/extremes.ts';
import { type Gene, improvements, searchSpace } from '../../analysis/bound/search-space.ts';
import { type Stream, stream } from '../../engine/chance.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { extremesOf } from './bound-run.ts';
import { BadInput } from './command.ts';
import { RunFailure } from './terminal/failure-face.ts';

export interface SearchOrder {
  /** Gives the description under more overrides. */
  readonly open: (overrides: readonly string[]) => EcuDescription;
  readonly name: string;
  readonly overrides: readonly string[];
  readonly subject: { readonly kind: 'task' | 'reaction'; readonly name: string };
  readonly seed: number;
  readonly horizonPs: number;
  /** Runs of the search; as many random seeds are run beside it. */
  readonly runs: number;
  readonly anomalies: boolean;
  readonly onProgress?: (share: number) => void;
}

export interface Anomaly {
  /** What ought to have helped. */
  readonly what: string;
  readonly overrides: readonly string[];
  readonly beforePs: number;
  readonly afterPs: number;
}

export interface SearchResult {
  readonly subject: SearchOrder['subject'];
  readonly horizonPs: number;
  readonly runs: number;
  readonly genes: number;
  /** Longest of as many random seeds; null: nothing finished. */
  readonly randomPs: number | null;
  readonly bestPs: number | null;
  readonly bestSeed: number;
  readonly bestOverrides: readonly string[];
  /** Number of the evaluation that found it, from 0. */
  readonly foundAt: number;
  readonly boundPs: number | null;
  readonly reason: string | null;
  readonly anomalies: readonly Anomaly[];
}

interface Candidate {
  readonly choices: readonly number[];
  readonly seed: number;
  readonly ps: number;
}

const share = (draw: number) => draw / 4294967296;

export function search(order: SearchOrder): SearchResult {
  const ecu = order.open(order.overrides);
  const tasks =
    order.subject.kind === 'task'
      ? [order.subject.name]
      : ecu.chains.find(({ name }) => name === order.subject.name)!.path;
  const genes = writable(order, searchSpace(ecu, tasks));
  const luck = stream(order.seed, `search:${order.subject.name}`);
  const { boundPs, reason } = boundRows(ecu, boundEcu(ecu)).find(
    ({ kind, subject }) => kind === order.subject.kind && subject === order.subject.name,
  )!;
  const improving = order.anomalies ? improvements(ecu, tasks) : [];
  const all = 2 * order.runs + improving.length + 1;
  let done = 0;
  const evaluate = (overrides: readonly string[], seed: number): number => {
    const found = measured(order, overrides, seed);
    done += 1;
    order.onProgress?.(done / all);
    if (boundPs !== null && found > boundPs) throw beaten(order, overrides, seed, found, boundPs);
    return found;
  };
  let randomPs = -1;
  for (let run = 0; run < order.runs; run += 1) randomPs = Math.max(randomPs, evaluate([], order.seed + run));
  const best = climb(order, genes, luck, evaluate);
  const before = order.anomalies ? evaluate([], order.seed) : 0;
  const anomalies = improving.flatMap(({ what, overrides }): Anomaly[] => {
    // Less work under the same luck may well be held to a smaller bound: only runs are compared.
    const afterPs = measured(order, overrides, order.seed);
    done += 1;
    order.onProgress?.(done / all);
    return before >= 0 && afterPs > before ? [{ what, overrides, beforePs: before, afterPs }] : [];
  });
  return {
    subject: order.subject,
    horizonPs: order.horizonPs,
    runs: order.runs,
    genes: genes.length,
    randomPs: randomPs < 0 ? null : randomPs,
    bestPs: best.ps < 0 ? null : best.ps,
    bestSeed: best.seed,
    bestOverrides: overridesOf(genes, best.choices),
    foundAt: best.foundAt,
    boundPs,
    reason,
    anomalies: anomalies.sort((a, b) => b.afterPs - b.beforePs - (a.afterPs - a.beforePs)),
  };
}

/** Genes that the file can take: what cannot be written as an override (a step without a name) is left as it is. */
function writable({ open, overrides }: SearchOrder, genes: readonly Gene[]): readonly Gene[] {
  const takes = (some: readonly Gene[]) => {
    try {
      open([...overrides, ...some.flatMap((gene) => gene.write(1))]);
      return true;
    } catch (error) {
      if (error instanceof BadInput) return false;
      throw error;
    }
  };
  return takes(genes) ? genes : genes.filter((gene) => takes([gene]));
}

/** Longest of the subject in one run; -1 when nothing of it finished. */
function measured(
  { open, overrides, subject, horizonPs, name }: SearchOrder,
  more: readonly string[],
  seed: number,
): number {
  const ecu = open([...overrides, ...more]);
  let seen: RunExtremes;
  try {
    seen = extremesOf(ecu, seed, horizonPs);
  } catch (error) {
    throw new RunFailure(
      { ecu: name, seed, horizonPs, overrides: [...overrides, ...more], sha256: ecu.sha256, fingerprint: null },
      error,
    );
  }
  return (subject.kind === 'task' ? seen.responses : seen.reactions).get(subject.name) ?? -1;
}

function beaten(
  { open, name, horizonPs, overrides, subject }: SearchOrder,
  more: readonly string[],
  seed: number,
  foundPs: number,
  boundPs: number,
): RunFailure {
  const all = [...overrides, ...more];
  const cause = new Error(`${subject.name} took ${foundPs} ps, beyond its bound of ${boundPs} ps`);
  return new RunFailure(
    { ecu: name, seed, horizonPs, overrides: all, sha256: open(all).sha256, fingerprint: null },
    cause,
  );
}

/** A gene that is left as the file has it. */
const asWritten = -1;

function overridesOf(genes: readonly Gene[], choices: readonly number[]): string[] {
  return genes.flatMap((gene, index) => (choices[index] === asWritten ? [] : gene.write(choices[index]!)));
}

/** Begins with everything released together and as long as it may be; after some runs without gain it begins anew. */
function climb(
  { runs, seed }: SearchOrder,
  genes: readonly Gene[],
  luck: Stream,
  evaluate: (overrides: readonly string[], seed: number) => number,
): Candidate & { readonly foundAt: number } {
  const longest = genes.map(({ kind }) => (kind === 'offset' ? 0 : 1));
  let best = { choices: genes.map(() => asWritten), seed, ps: -1, foundAt: 0 };
  let here: Candidate = { choices: longest, seed, ps: -1 };
  let stale = 0;
  for (let run = 0; run < runs; run += 1) {
    const choices =
      run === 0 ? longest : stale > patience ? anew(genes, luck, run) : mutated(here.choices, genes, luck, run);
    const ps = evaluate(overridesOf(genes, choices), seed);
    if (stale > patience || ps >= here.ps) {
      stale = ps > here.ps ? 0 : stale + 1;
      here = { choices, seed, ps };
    } else stale += 1;
    if (ps > best.ps) best = { choices, seed, ps, foundAt: run };
  }
  return best;
}

const patience = 12;

function anew(genes: readonly Gene[], luck: Stream, run: number): number[] {
  return genes.map(({ kind }, index) =>
    kind === 'offset'
      ? share(luck.draw(run, index, 0))
      : share(luck.draw(run, index, 1)) < 0.8
        ? 1
        : share(luck.draw(run, index, 2)),
  );
}

/** One to three genes change: offsets anew or by a little, executions to an end of their range or inside. */
function mutated(choices: readonly number[], genes: readonly Gene[], luck: Stream, run: number): number[] {
  const changed = [...choices];
  const count = 1 + (luck.draw(run, 0, 3) % 3);
  for (let turn = 0; turn < count && genes.length > 0; turn += 1) {
    const index = luck.draw(run, turn, 4) % genes.length;
    const value = share(luck.draw(run, turn, 5));
    const way = luck.draw(run, turn, 6) % 4;
    if (genes[index]!.kind === 'offset')
      changed[index] = way === 0 ? 0 : way === 1 ? value : wrapped(changed[index]! + (value - 0.5) / 8);
    else changed[index] = way === 0 ? value : way === 1 ? 0 : 1;
  }
  return changed;
}

function wrapped(choice: number): number {
  return choice < 0 ? choice + 1 : choice >= 1 ? choice - 1 : choice;
}
