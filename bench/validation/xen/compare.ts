/**
 * One recorded scenario beside ours: share and run lengths of each guest over 0.5 s to 6 s, and the two schedules interval by
 * interval from the start up to the first divergence.
 */
import { readFileSync } from 'node:fs';
import { recordKinds } from '../../../models/records.ts';
import { run } from '../../../scenarios/run.ts';
import type { Comparison } from '../comparison.ts';
import { loadText } from '../small-ecu.ts';
import { ecuText, type Scenario } from './scenarios.ts';

const ms = 1e9;
const horizonPs = 6000 * ms;
const warmUpPs = 500 * ms;
/** The recordings hold the intervals that ended by then. */
const recordedPs = 1000 * ms;
/** Ends of the same interval may lie this far apart. */
const agreementPs = 0.1 * ms;

export interface Interval {
  readonly guest: string;
  readonly startPs: number;
  readonly endPs: number;
}

export interface ScenarioResult {
  readonly name: string;
  readonly rows: readonly Comparison[];
  /** Intervals that agree from the start, of those recorded in the first second. */
  readonly agreeing: number;
  readonly recorded: number;
  /** First divergence, in words; null when all agree. */
  readonly divergence: string | null;
}

function recordingFile(name: string): string {
  // From the sources (tests) and from dist/ alike: the recordings stand beside the sources.
  const here = new URL('.', import.meta.url).pathname;
  const root = here.includes('/dist/') ? here.replace('/dist/', '/') : here;
  return readFileSync(`${root}recordings/${name}.csv`, 'utf8');
}

function rowsOf(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trim().split('\n');
  const keys = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [keys[index]!, value])));
}

/** Recorded intervals, from the first start of a guest that takes part. */
export function recordedIntervals(scenario: Scenario): Interval[] {
  const rows = rowsOf(recordingFile(scenario.name)).filter(({ guest }) => guest! in scenario.guests);
  return rows.map(({ guest, start_ns, end_ns }) => ({
    guest: guest!,
    startPs: Number(start_ns) * 1000,
    endPs: Number(end_ns) * 1000,
  }));
}

/** Our intervals: from the first own execution after a vCPU came to a core until it left. Overhead of the switch is not in it. */
export function ourIntervals(scenario: Scenario): Interval[] {
  const ecu = loadText(ecuText(scenario), `${scenario.name}.yaml`);
  const open = new Map<number, number>();
  const intervals: Interval[] = [];
  const { recording } = run(ecu, { seed: 1, horizonPs, ledger: false });
  recording.trace.forEach({
    record(kind, atPs, subject) {
      if (kind === recordKinds.on) open.set(subject, atPs);
      else if (kind === recordKinds.off) {
        const startPs = open.get(subject)!;
        open.delete(subject);
        const guest = recording.entities[subject]!.name.split('/')[0]!;
        // The core is switching until then.
        intervals.push({ guest, startPs: startPs + ecu.hypervisor.costs.worldSwitchPs, endPs: atPs });
      }
    },
  });
  for (const [subject, startPs] of open) {
    intervals.push({ guest: recording.entities[subject]!.name.split('/')[0]!, startPs, endPs: horizonPs });
  }
  return intervals.filter(({ startPs, endPs }) => endPs > startPs).sort((left, right) => left.startPs - right.startPs);
}

/**
 * The median as near to `theirs` as the middle 4 % of the ranks allow: where runs of two lengths alternate, the end of the
 * recording decides which of the two stands in the middle.
 */
function medianNear(values: readonly number[], theirs: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.slice(Math.floor(sorted.length * 0.48), Math.ceil(sorted.length * 0.52) + 1);
  return middle.reduce(
    (best, value) => (Math.abs(value - theirs) < Math.abs(best - theirs) ? value : best),
    middle[0] ?? 0,
  );
}

/** Overlap of an interval with the judged window. */
function judgedPs({ startPs, endPs }: Interval): number {
  return Math.max(0, Math.min(endPs, horizonPs) - Math.max(startPs, warmUpPs));
}

export function compareScenario(scenario: Scenario): ScenarioResult {
  const ours = ourIntervals(scenario);
  const summary = rowsOf(recordingFile('summary')).filter(({ scenario: name }) => name === scenario.name);
  const rows: Comparison[] = [];
  for (const { guest, share, run_ms_median } of summary) {
    const own = ours.filter((interval) => interval.guest === guest);
    const sharePs = own.reduce((sum, interval) => sum + judgedPs(interval), 0);
    rows.push({
      what: `${guest} share`,
      unit: '%',
      theirs: Number(share) * 100,
      ours: (sharePs / (horizonPs - warmUpPs)) * 100,
      tolerance: 1,
    });
    if (run_ms_median === '') continue;
    const lengths = own
      .filter(({ startPs, endPs }) => startPs >= warmUpPs && endPs < horizonPs)
      .map(({ startPs, endPs }) => endPs - startPs);
    const theirs = Number(run_ms_median);
    rows.push({
      what: `${guest} median run`,
      unit: 'ms',
      theirs,
      ours: medianNear(lengths, theirs * ms) / ms,
      tolerance: Math.max(0.05, theirs * 0.02),
    });
  }
  return {
    name: scenario.name,
    rows,
    ...firstDivergence(
      recordedIntervals(scenario),
      ours.filter(({ endPs }) => endPs <= recordedPs),
    ),
  };
}

function firstDivergence(
  recorded: readonly Interval[],
  ours: readonly Interval[],
): Pick<ScenarioResult, 'agreeing' | 'recorded' | 'divergence'> {
  const shiftPs = (recorded[0]?.startPs ?? 0) - (ours[0]?.startPs ?? 0);
  for (let index = 0; index < recorded.length; index += 1) {
    const theirs = recorded[index]!;
    const own = ours[index];
    const agrees =
      own !== undefined && own.guest === theirs.guest && Math.abs(own.endPs + shiftPs - theirs.endPs) <= agreementPs;
    if (agrees) continue;
    // The last interval of the recording may end just after it in ours.
    if (own === undefined && index === recorded.length - 1) break;
    const said = own === undefined ? 'nothing' : `${own.guest} until ${((own.endPs + shiftPs) / ms).toFixed(3)} ms`;
    return {
      agreeing: index,
      recorded: recorded.length,
      divergence: `theirs ${theirs.guest} until ${(theirs.endPs / ms).toFixed(3)} ms, ours ${said}`,
    };
  }
  return { agreeing: recorded.length, recorded: recorded.length, divergence: null };
}
