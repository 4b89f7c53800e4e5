/**
 * ECU files for theory: tasks on dedicated cores with no cost at all, from a few numbers. Times are integer picoseconds.
 */
import { recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { run } from '../../scenarios/run.ts';

export interface PlainTask {
  readonly name: string;
  readonly executionPs: number;
  readonly periodPs: number;
  /** Larger is more urgent; default: by period. */
  readonly priority?: number;
  readonly offsetPs?: number;
  readonly deadlinePs?: number;
  readonly preemptible?: boolean;
}

/** Loads a text that must be right. */
export function loadText(text: string, name = 'validation.yaml'): EcuDescription {
  const loaded = load({ main: { path: name, text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return loaded.ecu;
}

function taskLine({ name, executionPs, periodPs, priority, offsetPs, deadlinePs, preemptible }: PlainTask): string {
  const parts = [`period: ${periodPs} ps`, `execution: ${executionPs} ps`];
  if (priority !== undefined) parts.push(`priority: ${priority}`);
  if (offsetPs !== undefined) parts.push(`offset: ${offsetPs} ps`);
  if (deadlinePs !== undefined) parts.push(`deadline: ${deadlinePs} ps`);
  if (preemptible !== undefined) parts.push(`preemptible: ${preemptible}`);
  return `      ${name}: {${parts.join(', ')}}`;
}

/** One guest with one vCPU per core; every task may run on every core. `kernel` is written as in an ECU file. */
export function plainEcu(tasks: readonly PlainTask[], kernel = 'bare', cores = 1): EcuDescription {
  const vcpus = Array.from({ length: cores }, (_, core) => `v${core}: {pcpus: [${core}]}`);
  return loadText(
    [
      'bulkhead: 1',
      `soc: {use: generic-4core, cores: {cpu: {count: ${cores}}}}`,
      'vms:',
      '  guest:',
      `    kernel: ${kernel}`,
      `    vcpus: {${vcpus.join(', ')}}`,
      '    tasks:',
      ...tasks.map(taskLine),
    ].join('\n'),
  );
}

/** Longest response time by task name (without the VM), up to the horizon; unfinished jobs do not count. */
export function worstResponses(ecu: EcuDescription, horizonPs: number): Map<string, number> {
  const worst = new Map<number, number>();
  const { recording } = run(ecu, {
    seed: 1,
    horizonPs,
    ledger: false,
    keep: () => false,
    observers: [
      {
        record(kind, _atPs, subject, _item, _object, value) {
          if (kind === recordKinds.finish) worst.set(subject, Math.max(worst.get(subject) ?? 0, value));
        },
      },
    ],
  });
  return new Map([...worst].map(([id, ps]) => [recording.entities[id]!.name.split('/')[1]!, ps]));
}
