/**
 * A mix of automotive periods: two control guests whose tasks stand for 1000 runnables with the shares of periods and the
 * average execution times of Kramer, Ziegenbein and Hamann, "Real world automotive benchmarks for free" (WATERS 2015),
 * tables III and IV, beside a Linux guest, on two cores. A task is all runnables of one period on one core, half of the
 * published share; its mean is their number times the published average execution time: 36 % of each core. Least and
 * most of a task are 0.8 and 1.3 of the mean, since sums of many runnables spread far less than one runnable does; this
 * spread, the angle task at 10 ms and the load of the Linux guest are assumed.
 */
import type { SuiteDefinition } from '../suite.ts';

/** Period, share of 1000 runnables, average execution time of a runnable in ns: tables III and IV. */
const periods = [
  { name: 't1ms', periodUs: 1_000, share: 30, averageNs: 5_000 },
  { name: 't2ms', periodUs: 2_000, share: 20, averageNs: 4_200 },
  { name: 't5ms', periodUs: 5_000, share: 20, averageNs: 11_040 },
  { name: 't10ms', periodUs: 10_000, share: 250, averageNs: 10_090 },
  { name: 'angle', periodUs: 10_000, share: 150, averageNs: 6_520 },
  { name: 't20ms', periodUs: 20_000, share: 250, averageNs: 8_740 },
  { name: 't50ms', periodUs: 50_000, share: 30, averageNs: 17_560 },
  { name: 't100ms', periodUs: 100_000, share: 200, averageNs: 10_530 },
  { name: 't200ms', periodUs: 200_000, share: 10, averageNs: 2_560 },
  { name: 't1s', periodUs: 1_000_000, share: 40, averageNs: 430 },
] as const;

const guests = 2;

function tasks(): string {
  return periods
    .map(({ name, periodUs, share, averageNs }, place) => {
      const percentNs = (averageNs * share) / guests / 100;
      const [min, mode, max] = [80, 90, 130].map((percent) => `${Math.round(percentNs * percent)} ns`);
      const run = `{use: triangular, min: ${min}, mode: ${mode}, max: ${max}}`;
      return `      ${name}: {period: ${periodUs} us, execution: ${run}, priority: ${90 - place}}`;
    })
    .join('\n');
}

export const automotiveMix = {
  name: 'automotive-mix',
  summary: 'Two control guests with the published mix of automotive periods, and a Linux guest, on two cores.',
  origin: 'Kramer, Ziegenbein, Hamann: Real world automotive benchmarks for free, WATERS 2015, tables III and IV',
  text: `# Two control guests with the published mix of automotive periods beside a Linux guest, on two cores.
bulkhead: 1
name: automotive-mix
description: Two control guests with the published mix of automotive periods, and a Linux guest, on two cores.
source: kramer
sources:
  kramer: {grade: published, text: "Kramer, Ziegenbein, Hamann: Real world automotive benchmarks for free, WATERS 2015, tables III and IV"}
  round: {grade: assumed, text: Round numbers of the class of load}
run: {horizon: 2 s}
soc: {use: generic-4core, cores: {cpu: {count: 2}}}
hypervisor: {use: xen-arm, policy: credit2, creation_order: [engine, chassis, apps]}
memory: {fidelity: none}
vms:
  engine:
    asil: C
    vcpus: {main: {pcpus: [0], budget: 400 us @round, period: 1 ms @round, weight: 1024, priority: 30}}
    tasks:
${tasks()}
  chassis: {like: engine, asil: D, vcpus: {main: {pcpus: [1]}}}
  apps:
    source: round
    kernel: linux
    vcpus:
      a: {pcpus: [0], budget: 2 ms, period: 10 ms, weight: 256, priority: 5}
      b: {pcpus: [1], budget: 2 ms, period: 10 ms, weight: 256, priority: 5}
    tasks:
      frame: {period: 16667 us, execution: {use: triangular, min: 1 ms, mode: 2 ms, max: 4 ms}, policy: fifo, priority: 40}
      index: {count: 2, activation: always, execution: {use: uniform, min: 5 ms, max: 20 ms}}
chains:
  sense_to_act: {path: [engine/t10ms, chassis/t2ms]}
requirements:
  MIX-1: {use: response, of: engine/t1ms, max: 1 ms, asil: C, source: round, text: The fastest task of the engine is in time}
  MIX-2: {use: response, of: chassis/t10ms, max: 10 ms, asil: D, source: round, text: The heaviest task of the chassis is in time}
  MIX-3: {use: reaction, of: sense_to_act, max: 30 ms, asil: D, source: round, text: What the engine senses moves the chassis}
  MIX-4: {use: response, of: apps/frame, statistic: p99, max: 16667 us, source: round, text: Frames are drawn}
`,
} as const satisfies SuiteDefinition;
