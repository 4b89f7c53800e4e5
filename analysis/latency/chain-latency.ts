/**
 * End-to-end latencies of a cause-effect chain, by following data through the jobs of a recording.
 *
 * - *Reaction* of an input (a job of the first task): from its release to the first output of the last task that
 *   carries it or a newer one. An input that a newer one overtakes still gets its answer: "it or a newer one" is what
 *   makes the largest reaction time the published one (Feiertag et al., CompilerSys 2008: first-to-first).
 * - *Data age* of an input: from its release to the last output that carries exactly it (last-to-last).
 *
 * Every channel is a register: a write replaces, a read takes what is there, and at one instant writes come before
 * reads. Following data forward ("the first job that reads at or after this write") gives the reaction; following it
 * backward ("the last write at or before this read") gives the age. Times in ps.
 */
import type { JobRows } from './job-table.ts';

/** One task of the chain: when each of its jobs reads from its predecessor and writes to its successor. */
export interface Stage {
  readonly jobs: JobRows;
  /** Per job; null when it has not read, or is not activated by the predecessor (hop `after`). Unused in the first stage. */
  readonly readAtPs: readonly (number | null)[];
  readonly writeAtPs: readonly (number | null)[];
}

export interface ChainItem {
  /** Place of the input among the jobs of the first stage. */
  readonly input: number;
  readonly latencyPs: number;
  /** Instant of the output. */
  readonly atPs: number;
}

export interface ChainLatencies {
  readonly reactions: readonly ChainItem[];
  /** Ages at the horizon of inputs that no output has answered yet: lower bounds of their reaction times. */
  readonly openPs: readonly number[];
  readonly dataAges: readonly ChainItem[];
  /** Inputs whose own data is in no output: overtaken by a newer one, or not through yet. */
  readonly lost: number;
}

/** Jobs of a stage that read (or write), ascending by the instant; ties by place. */
function order(instants: readonly (number | null)[]): { places: number[]; atPs: number[] } {
  const places: number[] = [];
  for (let place = 0; place < instants.length; place++) if (instants[place] !== null) places.push(place);
  places.sort((a, b) => instants[a]! - instants[b]! || a - b);
  return { places, atPs: places.map((place) => instants[place]!) };
}

/** First index whose instant is >= `atPs`, or the length. */
function firstAtOrAfter(ascending: readonly number[], atPs: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < atPs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose instant is > `atPs`, or the length. Instants are integers. */
function firstAfter(ascending: readonly number[], atPs: number): number {
  return firstAtOrAfter(ascending, atPs + 1);
}

/** For each job of `from`: the place of the first job of `to` that reads what it (or a later writer) wrote, or -1. */
function forwardHop(from: Stage, to: Stage): number[] {
  const reads = order(to.readAtPs);
  return from.writeAtPs.map((atPs) => (atPs === null ? -1 : (reads.places[firstAtOrAfter(reads.atPs, atPs)] ?? -1)));
}

/** For each job of `to`: the place of the job of `from` whose data it read, or -1 (nothing was written yet). */
function backwardHop(from: Stage, to: Stage): number[] {
  const writes = order(from.writeAtPs);
  return to.readAtPs.map((atPs) => (atPs === null ? -1 : (writes.places[firstAfter(writes.atPs, atPs) - 1] ?? -1)));
}

/** Places of the jobs that first carry the input (or a newer one) to the end, one per stage; shorter when it got stuck. */
export function followForward(stages: readonly Stage[], input: number): number[] {
  const path = [input];
  for (let hop = 1; hop < stages.length; hop++) {
    const atPs = stages[hop - 1]!.writeAtPs[path[hop - 1]!] ?? null;
    if (atPs === null) return path;
    const reads = order(stages[hop]!.readAtPs);
    const next = reads.places[firstAtOrAfter(reads.atPs, atPs)];
    if (next === undefined) return path;
    path.push(next);
  }
  return path;
}

/** Places of the jobs along which the last stage's job `output` got its data, first to last; null when it got none. */
export function followBackward(stages: readonly Stage[], output: number): number[] | null {
  const path = [output];
  for (let hop = stages.length - 1; hop > 0; hop--) {
    const atPs = stages[hop]!.readAtPs[path[0]!] ?? null;
    if (atPs === null) return null;
    const writes = order(stages[hop - 1]!.writeAtPs);
    const source = writes.places[firstAfter(writes.atPs, atPs) - 1];
    if (source === undefined) return null;
    path.unshift(source);
  }
  return path;
}

/**
 * Latencies of all inputs released in [warmUpPs, horizonPs).
 * @param stages first to last, at least one
 */
export function chainLatencies(stages: readonly Stage[], warmUpPs: number, horizonPs: number): ChainLatencies {
  const inputs = stages[0]!.jobs;
  const outputs = stages[stages.length - 1]!;
  const forward = stages.slice(1).map((stage, hop) => forwardHop(stages[hop]!, stage));
  const reactions: ChainItem[] = [];
  const openPs: number[] = [];
  for (let input = 0; input < inputs.length; input++) {
    const { releaseAtPs } = inputs.at(input)!;
    if (releaseAtPs < warmUpPs || releaseAtPs >= horizonPs) continue;
    let place = input;
    for (const hop of forward) if (place >= 0) place = hop[place]!;
    const atPs = place < 0 ? null : outputs.writeAtPs[place]!;
    if (atPs === null) openPs.push(horizonPs - releaseAtPs);
    else reactions.push({ input, latencyPs: atPs - releaseAtPs, atPs });
  }
  const dataAges = lastUses(stages).filter(({ input }) => inputs.at(input)!.releaseAtPs >= warmUpPs);
  return { reactions, openPs, dataAges, lost: reactions.length + openPs.length - dataAges.length };
}

/** For each input that is in some output: the last such output. Ascending by input. */
function lastUses(stages: readonly Stage[]): ChainItem[] {
  const inputs = stages[0]!.jobs;
  const { writeAtPs } = stages[stages.length - 1]!;
  const backward = stages.slice(1).map((stage, hop) => backwardHop(stages[hop]!, stage));
  const last = new Map<number, number>();
  for (let output = 0; output < writeAtPs.length; output++) {
    const atPs = writeAtPs[output]!;
    let place = atPs === null ? -1 : output;
    for (let hop = backward.length - 1; hop >= 0 && place >= 0; hop--) place = backward[hop]![place]!;
    if (atPs !== null && place >= 0) last.set(place, Math.max(last.get(place) ?? 0, atPs));
  }
  return [...last]
    .sort(([a], [b]) => a - b)
    .map(([input, atPs]) => ({ input, latencyPs: atPs - inputs.at(input)!.releaseAtPs, atPs }));
}
