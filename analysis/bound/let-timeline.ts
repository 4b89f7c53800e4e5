/**
 * Reaction time and data age of a chain under logical execution time, exactly: every stage reads at its releases and writes one
 * period later, so the way of each input follows from periods and offsets. All inputs of one hyperperiod are followed once
 * every stage runs. At one instant writes come before reads.
 *
 * Theory: Martinez, Sanudo, Bertogna, IEEE TCAD 37(11), 2018. Times are integers in one unit.
 */

export interface LetStage {
  readonly periodPs: number;
  readonly offsetPs: number;
}

export interface LetExtremes {
  readonly reactionPs: number;
  /** Null: no input reaches an output unchanged. */
  readonly dataAgePs: number | null;
}

/** Inputs that are followed at most. */
const inputsMax = 1_000_000;

/** Null when the hyperperiod holds too many inputs. */
export function letExtremes(stages: readonly LetStage[]): LetExtremes | null {
  const first = stages[0]!;
  let hyperPs = 1;
  for (const { periodPs } of stages) {
    hyperPs = (hyperPs / greatestDivisor(hyperPs, periodPs)) * periodPs;
    if (hyperPs / first.periodPs > inputsMax || hyperPs > Number.MAX_SAFE_INTEGER / 4) return null;
  }
  // From here on every stage has been released, and the pattern repeats.
  const settledPs = Math.max(...stages.map(({ offsetPs }) => offsetPs));
  const begin = Math.max(0, Math.ceil((settledPs - first.offsetPs) / first.periodPs));
  let reactionPs = 0;
  let dataAgePs: number | null = null;
  // Inputs before the last stage starts wait longer once: they count too.
  for (let input = 0; input < begin + hyperPs / first.periodPs; input += 1) {
    const releasePs = first.offsetPs + input * first.periodPs;
    reactionPs = Math.max(reactionPs, reactionTo(stages, releasePs) - releasePs);
    const last = lastOutput(stages, releasePs);
    if (last !== null) dataAgePs = Math.max(dataAgePs ?? 0, last - releasePs);
  }
  return { reactionPs, dataAgePs };
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** First release at or after the instant. */
function releaseFrom({ periodPs, offsetPs }: LetStage, atPs: number): number {
  return offsetPs + Math.max(0, Math.ceil((atPs - offsetPs) / periodPs)) * periodPs;
}

function reactionTo(stages: readonly LetStage[], inputPs: number): number {
  let writtenPs = inputPs + stages[0]!.periodPs;
  for (const stage of stages.slice(1)) writtenPs = releaseFrom(stage, writtenPs) + stage.periodPs;
  return writtenPs;
}

/** Last output that carries exactly this input; null when it is overwritten before it is read somewhere. */
function lastOutput(stages: readonly LetStage[], inputPs: number): number | null {
  let firstPs = inputPs;
  let lastPs = inputPs;
  for (const [place, stage] of stages.slice(1).entries()) {
    const before = stages[place]!;
    // Visible from the first writer's end until the job after the last writer ends.
    const readPs = releaseFrom(stage, firstPs + before.periodPs);
    const untilPs = lastPs + 2 * before.periodPs;
    if (readPs >= untilPs) return null;
    firstPs = readPs;
    lastPs = readPs + Math.floor((untilPs - 1 - readPs) / stage.periodPs) * stage.periodPs;
  }
  return lastPs + stages[stages.length - 1]!.periodPs;
}
