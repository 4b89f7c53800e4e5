/**
 * `bandwidth-isolation`: no job of the victim waits longer than `latency` for interconnect and DRAM because of varied VMs. Read from the ledger, whose
 * shares among several culprits are attributed by convention; at the rate level of memory.
 */
import { causes, recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, Worst } from '../claim.ts';
import { memoryControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';

const counted = ['contention-interconnect', 'contention-dram'].map(
  (cause) => recordKinds.charge + (causes as readonly string[]).indexOf(cause),
);

export const bandwidthIsolation = {
  name: 'bandwidth-isolation',
  promise: 'waits for memory no longer than the limit because of others',
  basis: 'Part 9 clause 7',
  effects: ['T4'],
  limits: 'Bytes per window are not recorded; what the victim waits is.',
  needsLedger: true,
  notApplicable: ({ ecu, victim }) =>
    ecu.memory.fidelity === 'none'
      ? 'memory is not simulated (memory.fidelity: none)'
      : ecu.vms.find(({ name }) => name === victim.vm)!.tasks.some(({ memory }) => memory !== null)
        ? null
        : 'no task of the victim says what it does to memory',
  controls: memoryControls,
  judge: ({ run }, { claim, entities, victim, vmOf, fromIds }) => {
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
    const limitPs = (claim.latency as number | undefined) ?? 0;
    for (const { task, job, ps, atPs } of lost.values())
      worst.see(
        limitPs - ps,
        atPs,
        'slowed',
        () => `${entities[task]!.name}, job ${job}, lost ${inMicroseconds(ps)} to others (shared memory)`,
      );
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
