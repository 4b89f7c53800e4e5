/**
 * What a job of the victim lost to varied VMs in shared memory, against a limit: the judgement that `cache-isolation` and
 * `bandwidth-isolation` share. Read from the ledger, whose shares among several culprits are attributed by convention.
 */
import { type Cause, causes, recordKinds } from '../../models/records.ts';
import { type JudgedRun, type Judgement, Worst } from './claim.ts';
import { inMicroseconds } from './exact-time.ts';
import type { ClaimContext } from './victim.ts';

interface Loss {
  readonly task: number;
  readonly job: number;
  ps: number;
  readonly atPs: number;
}

/** Record kinds of the charges to these causes. */
export function chargesTo(...counted: readonly Cause[]): number[] {
  return counted.map((cause) => recordKinds.charge + causes.indexOf(cause));
}

/** Why the claim says nothing about this victim, or null. */
export function withoutMemory({ ecu, victim }: ClaimContext): string | null {
  if (ecu.memory.fidelity === 'none') return 'memory is not simulated (memory.fidelity: none)';
  const { tasks } = ecu.vms.find(({ name }) => name === victim.vm)!;
  return tasks.some(({ memory }) => memory !== null) ? null : 'no task of the victim says what it does to memory';
}

/** @param where what they share, in words */
export function judgeLoss(
  { run }: JudgedRun,
  { entities, victim, vmOf, fromIds }: ClaimContext,
  counted: readonly number[],
  limitPs: number,
  where: string,
): Judgement {
  const lost = new Map<string, Loss>();
  for (let at = 0; at < run.size; at += 1) {
    const task = run.subject[at]!;
    if (!victim.taskIds.has(task)) continue;
    const key = `${task} ${run.item[at]}`;
    const none = (): Loss => ({ task, job: run.item[at]!, ps: 0, atPs: run.atPs[at]! });
    if (run.kind[at] === recordKinds.finish && !lost.has(key)) lost.set(key, none());
    if (!counted.includes(run.kind[at]!)) continue;
    const culprit = run.object[at]!;
    if (culprit < 0 || !fromIds.has(vmOf[culprit]!)) continue;
    const row = lost.get(key) ?? none();
    row.ps += run.value[at]!;
    lost.set(key, row);
  }
  const worst = new Worst();
  for (const { task, job, ps, atPs } of lost.values())
    worst.see(
      limitPs - ps,
      atPs,
      'slowed',
      () => `${entities[task]!.name}, job ${job}, lost ${inMicroseconds(ps)} to others (${where})`,
    );
  return worst.judgement();
}
