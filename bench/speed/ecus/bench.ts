/**
 * Simulated seconds per second of wall time: each ECU of the shelf as it stands, and the plain task set that others were
 * measured on (20 periodic tasks on 4 cores; SimSo 0.8.2 reaches 6, PARTSim 10). Best of several rounds in one process; one
 * core. A run "without trace" records nothing and keeps no ledger.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { inlineMore } from '../../../reports/cli/inlining.ts';
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { load } from '../../../scenarios/load.ts';
import { type RunOptions, run } from '../../../scenarios/run.ts';
import { loadText, plainEcu } from '../../validation/small-ecu.ts';
import type { Bench } from '../bench.ts';

const ms = 1e9;
const second = 1e12;
const rounds = 5;

const periodsMs = [5, 8, 10, 12, 16, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300, 600];

interface Case {
  readonly name: string;
  readonly ecu: EcuDescription;
  readonly horizonPs: number;
  /** Least simulated seconds per second without a trace, and with the ledger; 0: none is asked for. */
  readonly target: number;
  readonly targetWithLedger: number;
}

const withoutTrace: Partial<RunOptions> = { record: false, ledger: false };
const withLedger: Partial<RunOptions> = { keep: () => false, fingerprint: false };
const withFingerprint: Partial<RunOptions> = { keep: () => false };

function shelf(): Case[] {
  const folder = new URL('../../../../scenarios/ecus/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const loaded = load({
        main: { path: file, text: readFileSync(new URL(file, folder), 'utf8') },
        read: () => null,
      });
      if (!loaded.ok) throw new Error(`${file} does not load`);
      const target = file === 'cockpit.yaml' ? 50 : 0;
      return { name: file, ecu: loaded.ecu, horizonPs: loaded.ecu.run.horizonPs, target, targetWithLedger: 0 };
    });
}

function plain(policy: 'fixed-priority' | 'edf'): Case {
  const tasks = periodsMs.map((period, index) => ({
    name: `t${index}`,
    executionPs: period * 0.15 * ms,
    periodPs: period * ms,
    priority: periodsMs.length - index,
  }));
  const ecu = plainEcu(
    tasks.map((task) => ({ ...task, executionPs: Math.round(task.executionPs) })),
    `{use: bare, policy: ${policy}}`,
    4,
  );
  return {
    name: `20 tasks on 4 cores, global ${policy}`,
    ecu,
    horizonPs: 100 * second,
    target: 1000,
    targetWithLedger: 300,
  };
}

/** Eight vCPUs with budgets under EDF on two cores, world switches, interrupts and ceiling locks. */
function budgeted(): Case {
  const vm = (index: number) => [
    `  vm${index}:`,
    '    kernel: {use: osek}',
    '    vcpus: {main: {budget: 2 ms, period: 10 ms}}',
    '    resources: {lock: {protocol: ceiling}}',
    `    interrupts: {irq: {line: ${32 + index}, arrival: {use: sporadic, gap: ${7 + index} ms}, handler: 10 us}}`,
    '    tasks:',
    `      fast: {period: ${10 + index} ms, steps: [{run: 200 us}, {run: 100 us, hold: [lock]}]}`,
    `      slow: {period: ${40 + 4 * index} ms, steps: [{run: 1 ms}, {run: 200 us, hold: [lock]}, {run: 500 us}]}`,
    '      handle: {activation: {use: interrupt, of: irq}, execution: 50 us, priority: 90}',
  ];
  const text = [
    'bulkhead: 1',
    'soc: {use: generic-4core, cores: {cpu: {count: 4}}}',
    'hypervisor: {use: xen-arm, policy: edf}',
    'vms:',
    ...Array.from({ length: 8 }, (_, index) => vm(index)).flat(),
  ].join('\n');
  return {
    name: '8 budgeted vCPUs, edf, world switches, interrupts, locks',
    ecu: loadText(text),
    horizonPs: 20 * second,
    target: 350,
    targetWithLedger: 250,
  };
}

function secondsPerSecond(
  { ecu, horizonPs }: Case,
  options: Partial<RunOptions>,
): { speed: number; nsPerEvent: number } {
  let bestMs = Number.POSITIVE_INFINITY;
  let events = 1;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    events = run(ecu, { seed: ecu.run.seed, horizonPs, ...options }).events;
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  return { speed: horizonPs / second / (bestMs / 1000), nsPerEvent: (bestMs * 1e6) / events };
}

export const ecus: Bench = {
  summary: 'simulated seconds per second: plain task sets, budgeted vCPUs, and every ECU of the shelf',
  async run(say) {
    // As the program does.
    inlineMore();
    const missed: string[] = [];
    say(
      `${''.padEnd(58)}${'no trace'.padStart(10)}${'ledger'.padStart(10)}${'+ digest'.padStart(10)}${'ns/event'.padStart(10)}${'target'.padStart(12)}`,
    );
    for (const one of [plain('fixed-priority'), plain('edf'), budgeted(), ...shelf()]) {
      const bare = secondsPerSecond(one, withoutTrace);
      const full = secondsPerSecond(one, withLedger);
      const whole = secondsPerSecond(one, withFingerprint);
      const target =
        one.target === 0 ? '-' : `${one.target}${one.targetWithLedger > 0 ? ` / ${one.targetWithLedger}` : ''}`;
      say(
        `${one.name.padEnd(58)}${bare.speed.toFixed(0).padStart(10)}${full.speed.toFixed(0).padStart(10)}${whole.speed.toFixed(0).padStart(10)}${bare.nsPerEvent.toFixed(0).padStart(10)}${target.padStart(12)}`,
      );
      if (bare.speed < one.target)
        missed.push(`${one.name}: ${bare.speed.toFixed(0)} without a trace, target ${one.target}`);
      if (full.speed < one.targetWithLedger)
        missed.push(`${one.name}: ${full.speed.toFixed(0)} with the ledger, target ${one.targetWithLedger}`);
    }
    return missed;
  },
};
