/**
 * `cache-isolation`: no job of the victim pays for lines of a shared cache that a varied VM evicted. Read from the ledger, whose
 * shares among several culprits are attributed by convention; at the rate level of memory evictions are an average, so any loss counts.
 */
import { causes, recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, Worst } from '../claim.ts';
import { memoryControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';

const counted = ['cache-refill', 'contention-cache'].map(
  (cause) => recordKinds.charge + (causes as readonly string[]).indexOf(cause),
);

export const cacheIsolation = {
  name: 'cache-isolation',
  promise: 'loses no time to cache lines that others evicted',
  basis: 'Part 9 clause 7',
  effects: ['T4'],
  limits: 'Bus, miss-status registers and DRAM remain.',
  needsLedger: true,
  notApplicable: ({ ecu, victim }) =>
    ecu.memory.fidelity === 'none'
      ? 'memory is not simulated (memory.fidelity: none)'
      : ecu.vms.find(({ name }) => name === victim.vm)!.tasks.some(({ memory }) => memory !== null)
        ? null
        : 'no task of the victim says what it does to memory',
  controls: memoryControls,
  judge: ({ run }, { entities, victim, vmOf, fromIds }) => {
    const lost = new Map<string, { task: number; job: number; ps: number; atPs: number }>();
    for (let at = 0; at < run.size; at += 1) {
      const task = run.subject[at]!;
      if (!victim.taskIds.has(task)) continue;
      const key = `${task} ${run.item[at]}`;
      if (run.kind[at] === recordKinds.finish && !lost.has(key))
        lost.set(key, { task, job: run.item[at]!, ps: 0, atPs: run.atPs[at]! });
      if (!counted.includes(run.kind[at]!)) continue;
      const culprit = run.object[at]!;
      if (culprit < 0 || !fromIds.has(vmOf[culprit]!)) continue;
      const row = lost.get(key) ?? { task, job: run.item[at]!, ps: 0, atPs: run.atPs[at]! };
      row.ps += run.value[at]!;
      lost.set(key, row);
    }
    const worst = new Worst();
    const limitPs = 0;
    for (const { task, job, ps, atPs } of lost.values())
      worst.see(
        limitPs - ps,
        atPs,
        'slowed',
        () => `${entities[task]!.name}, job ${job}, lost ${inMicroseconds(ps)} to others (shared cache)`,
      );
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
