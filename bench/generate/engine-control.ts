/**
 * Generator of the ECU file `engine-control`: an engine controller whose runnables follow the published statistics of
 * Kramer, Ziegenbein and Hamann, "Real world automotive benchmarks for free" (WATERS 2015). It answers with the text of
 * the file; the file is checked in, since ECU files hold no code, and a test compares the two byte for byte.
 *
 * What the paper gives: how many runnables have which period, least, mean and largest average execution time (ACET) per
 * period, and ranges of the factors from ACET to best case (BCET) and worst case (WCET). What is chosen here:
 * - an ACET is drawn (stratified) from a Weibull distribution with the three figures of its period; the
 *   factor to the best case is drawn uniformly. The factor to the worst case has a published range only: here most runnables
 *   are near its lower end and few near the upper, so that every core has enough time even if all runnables take their worst
 *   case at once, as a controller that ships must (drawn uniformly, the cores would be asked for 260 to 300 %);
 * - a runnable is one step of a task, its execution a Weibull distribution from BCET over ACET to WCET;
 * - runnables go one by one, shortest period first, to the core with the least worst-case load, and all runnables of one
 *   period on one core are one task; priorities are rate monotonic;
 * - angle-synchronous tasks run by a speed profile with two accelerations; their place among the priorities is that of
 *   their shortest period;
 * - what a runnable touches in a job (code, constants, labels) is walked through once, one line after the other; the paper
 *   gives label sizes (2.5 B in the mean, about 10 labels for each runnable) but neither code nor constants, so this is assumed;
 * - a chain runs through tasks of one, two or three periods, in the paper's proportions as far as they are public.
 *
 * Times are integer nanoseconds in the file. Everything is drawn from one generator with a fixed seed.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { generator, weibull } from '../../engine/chance.ts';

/** One row of the paper's tables: period, share of the runnables, ACET, ranges of the two factors in percent. */
interface PeriodRow {
  readonly name: string;
  /** Null: angle-synchronous. */
  readonly periodUs: number | null;
  readonly sharePercent: number;
  readonly acetNs: readonly [least: number, mean: number, most: number];
  readonly bestPercent: readonly [number, number];
  readonly worstPercent: readonly [number, number];
}

/** The tables of the paper. The shares leave 4 % to interrupts, which are not generated. */
export const periodRows: readonly PeriodRow[] = [
  row('t1ms', 1_000, 3, [340, 5_000, 30_110], [19, 92], [130, 2911]),
  row('t2ms', 2_000, 2, [320, 4_200, 40_690], [12, 89], [154, 1904]),
  row('t5ms', 5_000, 2, [360, 11_040, 83_380], [17, 94], [113, 1844]),
  row('angle', null, 15, [450, 6_520, 88_580], [13, 92], [120, 2817]),
  row('t10ms', 10_000, 25, [210, 10_090, 309_870], [5, 99], [106, 3003]),
  row('t20ms', 20_000, 25, [250, 8_740, 291_420], [11, 98], [106, 1561]),
  row('t50ms', 50_000, 3, [290, 17_560, 92_980], [32, 95], [113, 776]),
  row('t100ms', 100_000, 20, [210, 10_530, 420_430], [9, 99], [102, 888]),
  row('t200ms', 200_000, 1, [220, 2_560, 21_950], [45, 98], [103, 490]),
  row('t1s', 1_000_000, 4, [370, 430, 460], [68, 80], [184, 475]),
];

function row(
  name: string,
  periodUs: number | null,
  sharePercent: number,
  acetNs: PeriodRow['acetNs'],
  bestPercent: PeriodRow['bestPercent'],
  worstPercent: PeriodRow['worstPercent'],
): PeriodRow {
  return { name, periodUs, sharePercent, acetNs, bestPercent, worstPercent };
}

export const engineControl = { seed: 2015, runnables: 1000, cores: 4, chains: 12 } as const;
/**
 * Code, constants and labels that one runnable touches in one job: 4 MB of program flash for the paper's 1500 runnables are
 * 2.7 kB each, of which a job takes one path.
 */
const touchedBytes = 1024;
const skew = 9;
const cylinders = 4;
/** Idle, a full acceleration, a gear change, a second acceleration, back to idle. */
const idleRpm = 800;
const fastestRpm = 6000;
const speedProfile = [
  { at: '1 s', rpm: idleRpm },
  { at: '3 s', rpm: fastestRpm },
  { at: '3.4 s', rpm: 3500 },
  { at: '5 s', rpm: fastestRpm },
  { at: '8 s', rpm: idleRpm },
];
/** 120 / (rpm x cylinders) s: 5 ms at the highest speed, 37.5 ms at idle. */
const angleUs = (rpm: number) => 120_000_000 / (rpm * cylinders);
const shortestAngleUs = angleUs(fastestRpm);

interface Runnable {
  readonly bestNs: number;
  readonly meanNs: number;
  readonly worstNs: number;
}
interface Task {
  readonly row: PeriodRow;
  readonly core: number;
  readonly runnables: Runnable[];
}

/** Draws an integer in [from, to], both in percent, and scales `ns` by it. */
function scaled(random: RandomGenerator, ns: number, [from, to]: readonly [number, number]): number {
  return Math.round((ns * uniformInt(random, from, to)) / 100);
}

/** The same, by the power `skew` of a uniform draw: the mean lies at 1 / (skew + 1) of the range. */
function scaledNearLower(random: RandomGenerator, ns: number, [from, to]: readonly [number, number]): number {
  const draw = uniformInt(random, 0, 1000) / 1000;
  let share = 1;
  for (let power = 0; power < skew; power++) share *= draw;
  return Math.round((ns * (from + (to - from) * share)) / 100);
}

/** A runnable whose ACET lies in the given place (0..2^32-1) of the distribution of its period. */
function drawRunnable(
  random: RandomGenerator,
  { acetNs, bestPercent, worstPercent }: PeriodRow,
  draw: number,
): Runnable {
  const meanNs = weibull(...acetNs)(draw);
  const bestNs = Math.max(1, scaled(random, meanNs, bestPercent));
  return { bestNs, meanNs, worstNs: Math.max(meanNs + 1, scaledNearLower(random, meanNs, worstPercent)) };
}

/** All runnables of one period, in random order; stratified, so that their mean is the published one. */
function drawRunnables(random: RandomGenerator, periodRow: PeriodRow): Runnable[] {
  const amount = Math.round((engineControl.runnables * periodRow.sharePercent) / 100);
  const runnables = Array.from({ length: amount }, (_, stratum) => {
    const inside = (random.next() >>> 0) / 2 ** 32;
    return drawRunnable(random, periodRow, Math.floor(((stratum + inside) / amount) * 2 ** 32));
  });
  for (let last = amount - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [runnables[last], runnables[other]] = [runnables[other]!, runnables[last]!];
  }
  return runnables;
}

/** Parts per billion of one core, at the highest engine speed. */
function loadOf(meanNs: number, { periodUs }: PeriodRow): number {
  return Math.round((meanNs * 1e6) / (periodUs ?? shortestAngleUs));
}

interface Placement {
  readonly tasks: Task[];
  /** By core, as `loadOf`. */
  readonly loads: number[];
  readonly worstLoads: number[];
}

/** Runnables of all periods on the cores, least loaded core first; tasks in the order of the rows, then of the cores. */
function place(random: RandomGenerator): Placement {
  const loads: number[] = new Array(engineControl.cores).fill(0);
  const worstLoads = [...loads];
  const tasks: Task[] = [];
  for (const periodRow of periodRows) {
    const onCore = loads.map((_, core): Task => ({ row: periodRow, core, runnables: [] }));
    for (const runnable of drawRunnables(random, periodRow)) {
      const core = worstLoads.indexOf(Math.min(...worstLoads));
      onCore[core]!.runnables.push(runnable);
      loads[core]! += loadOf(runnable.meanNs, periodRow);
      worstLoads[core]! += loadOf(runnable.worstNs, periodRow);
    }
    tasks.push(...onCore.filter((task) => task.runnables.length > 0));
  }
  return { tasks, loads, worstLoads };
}

const taskName = ({ row: { name }, core }: Task) => `${name}_c${core}`;

/** Time in the largest unit that keeps it whole. */
function timeText(ns: number): string {
  if (ns % 1e9 === 0) return `${ns / 1e9} s`;
  if (ns % 1e6 === 0) return `${ns / 1e6} ms`;
  return ns % 1e3 === 0 ? `${ns / 1e3} us` : `${ns} ns`;
}

function angleText(): string {
  const points = speedProfile.map(({ at, rpm }) => `{at: ${at}, speed: ${rpm} rpm}`);
  return `{use: angle, cylinders: ${cylinders}, speed: ${idleRpm} rpm, profile: [${points.join(', ')}]}`;
}

function stepText({ bestNs, meanNs, worstNs }: Runnable, number: number): string {
  const name = `r${String(number).padStart(4, '0')}`;
  const times = `min: ${timeText(bestNs)}, mean: ${timeText(meanNs)}, max: ${timeText(worstNs)}`;
  return `          - {name: ${name}, run: {use: weibull, ${times}}}`;
}

/** Each job walks through what its runnables touch; the traffic is that over the mean execution time. */
function memoryText({ runnables }: Task): string {
  const bytes = runnables.length * touchedBytes;
  const meanNs = runnables.reduce((sum, runnable) => sum + runnable.meanNs, 0);
  return `{use: chase, size: ${bytes / 1024} KiB @touched, traffic: ${Math.round((bytes * 1e3) / meanNs)} MB/s @touched}`;
}

function taskText(task: Task, priority: number, firstRunnable: number): string[] {
  const { periodUs } = task.row;
  // A deadline is written, and so judged, where a controller acts on the engine: by angle and up to 20 ms.
  const limitUs = periodUs ?? shortestAngleUs;
  return [
    `      ${taskName(task)}:`,
    periodUs === null ? `        activation: ${angleText()}` : `        period: ${timeText(periodUs * 1e3)}`,
    ...(limitUs <= 20_000 ? [`        deadline: ${timeText(limitUs * 1e3)} @mapping`] : []),
    `        on: [c${task.core}]`,
    `        priority: ${priority} @mapping`,
    `        memory: ${memoryText(task)}`,
    '        steps:',
    ...task.runnables.map((runnable, i) => stepText(runnable, firstRunnable + i)),
  ];
}

/** Rate monotonic: larger is more urgent; tasks of one row share a priority, as they run on different cores. */
function priorities(): ReadonlyMap<string, number> {
  const order = [...periodRows].sort((a, b) => (b.periodUs ?? shortestAngleUs) - (a.periodUs ?? shortestAngleUs));
  return new Map(order.map(({ name }, i) => [name, 10 * (i + 1)]));
}

/** 70, 20 and 10 % of the chains run through one, two and three periods; within one period they change the core. */
function drawChain(random: RandomGenerator, tasks: readonly Task[]): Task[] {
  const kind = uniformInt(random, 1, 10);
  const periods = kind <= 7 ? 1 : kind <= 9 ? 2 : 3;
  const pool = tasks.filter(({ row: { periodUs } }) => periodUs === null || periodUs <= 100_000);
  const path = [pool[uniformInt(random, 0, pool.length - 1)]!];
  const length = Math.max(2, periods);
  while (path.length < length) {
    const known = new Set(path.map((task) => task.row.name));
    const next = pool.filter((task) => !path.includes(task) && (periods === 1) === known.has(task.row.name));
    path.push(next[uniformInt(random, 0, next.length - 1)]!);
  }
  return path;
}

interface Chain {
  readonly name: string;
  readonly path: readonly Task[];
}

function drawChains(random: RandomGenerator, tasks: readonly Task[]): Chain[] {
  const chains: Chain[] = [];
  const seen = new Set<string>();
  while (chains.length < engineControl.chains) {
    const path = drawChain(random, tasks);
    const key = path.map(taskName).join();
    if (seen.has(key)) continue;
    seen.add(key);
    chains.push({ name: `effect_${String(chains.length + 1).padStart(2, '0')}`, path });
  }
  return chains;
}

function chainText({ name, path }: Chain): string {
  return `  ${name}: {path: [${path.map((task) => `engine/${taskName(task)}`).join(', ')}]}`;
}

/** If every job ends within its period, an effect comes after at most two periods of each task of its chain. */
function requirementText({ name, path }: Chain): string {
  const boundUs = path.reduce((sum, { row }) => sum + 2 * (row.periodUs ?? angleUs(idleRpm)), 0);
  return `  ${name.toUpperCase().replace('_', '-')}: {use: reaction, of: ${name}, max: ${timeText(boundUs * 1e3)}, source: davare}`;
}

function header(runnables: number, tasks: number, { loads, worstLoads }: Placement): string[] {
  const percent = loads.map((load, core) => `c${core} ${Math.round(load / 1e6) / 10} %`).join(', ');
  const worstPercent = Math.round(Math.max(...worstLoads) / 1e7);
  return `# An engine controller: ${runnables} runnables in ${tasks} tasks on four cores, one guest without a hypervisor.
# GENERATED by \`npm run build && node dist/bench/generate/main.js engine-control\`,
# seed ${engineControl.seed}: change the generator (bench/generate/engine-control.ts says what is published, what is chosen), not this file.
#
# Mean load at ${fastestRpm} rpm: ${percent}, ${worstPercent} % each if every
# runnable takes its worst case. \`--set soc.cores.cpu.clock=800MHz\` makes it a quarter more.
# Each step is one runnable: Weibull between its best case, its average and its worst case. These times count as times alone;
# what the cores take from each other in the second level and in DRAM comes on top.
bulkhead: 1
source: kramer
sources:
  kramer:
    grade: published
    text: "Kramer, Ziegenbein, Hamann: Real world automotive benchmarks for free, WATERS 2015, tables of periods, execution times and factors"
  mapping:
    grade: assumed
    text: Runnables to the core with the least worst-case load, rate-monotonic priorities, deadlines at the period; the clock is a reference only
  touched:
    grade: assumed
    text: "1 KiB of code, constants and labels per runnable and job: 4 MB of flash for 1500 runnables are 2.7 kB each, of which a job takes one path"
  profile:
    grade: assumed
    text: "Engine speed: idle, two accelerations to 6000 rpm with a gear change, back to idle"
  davare:
    grade: assumed
    text: "Two periods per task, the bound of Davare et al. (DAC 2007) when every job ends within its period"

run: {horizon: 10 s, seed: 1}
soc: {use: generic-4core, cores: {cpu: {clock: 1 GHz @mapping}}}

vms:
  engine:
    kernel: osek
    vcpus:
${loads.map((_, core) => `      c${core}: {pcpus: [${core}]}`).join('\n')}
    tasks:`.split('\n');
}

/** The text of `scenarios/ecus/engine-control.yaml`. A pure function: the same bytes every time. */
export function engineControlYaml(): string {
  const random = generator(engineControl.seed, 'engine-control');
  const placement = place(random);
  const { tasks } = placement;
  const rank = priorities();
  const taskLines: string[] = [];
  let placed = 0;
  for (const task of tasks) {
    taskLines.push(...taskText(task, rank.get(task.row.name)!, placed));
    placed += task.runnables.length;
  }
  const chains = drawChains(random, tasks);
  return `${[
    ...header(placed, tasks.length, placement),
    ...taskLines,
    '',
    'chains:',
    ...chains.map(chainText),
    '',
    'requirements:',
    ...chains.map(requirementText),
  ].join('\n')}\n`;
}
