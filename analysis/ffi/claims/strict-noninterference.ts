/**
 * `strict-noninterference`: what is recorded of the victim is the same, to the picosecond, as when the varied VMs are idle.
 * Compared are instants, kinds, subjects, job numbers and values; names of culprits, sequence numbers and the ledger are not.
 */
import { recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, plainJudgement } from '../claim.ts';
import { isolationControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import type { RunColumns } from '../run-columns.ts';
import type { ClaimContext } from '../victim.ts';

export const strictNoninterference = {
  name: 'strict-noninterference',
  promise: 'behaves to the picosecond as if the varied VMs were idle',
  basis: 'Part 6 D.2.2',
  effects: ['T1', 'T2', 'T3', 'T4'],
  limits: 'Judged up to the horizon, on what is recorded of the victim.',
  notApplicable: ({ ecu, from, victim }) => untapedChannel(ecu, from, victim.vm),
  controls: isolationControls,
  judge: ({ run, reference }, context) => compare(run, reference, context),
} as const satisfies ClaimDefinition;

/** What a varied VM sends to the victim is input, and nobody keeps two runs' inputs equal. */
function untapedChannel(ecu: ClaimContext['ecu'], from: readonly string[], victimVm: string): string | null {
  const victim = ecu.vms.find(({ name }) => name === victimVm)!;
  const varied = ecu.vms.filter(({ name }) => from.includes(name));
  const written = new Set(varied.flatMap(({ tasks }) => tasks.flatMap(({ writes }) => writes)));
  const channel = victim.tasks.flatMap(({ reads }) => reads).find((name) => written.has(name));
  if (channel !== undefined) return `channel "${channel}" carries data from a varied VM to the victim`;
  const activated = victim.tasks.find(
    ({ activation }) => activation.use === 'after' && from.includes(String(activation.of).split('/')[0]!),
  );
  return activated === undefined ? null : `task "${activated.name}" is activated by a varied VM`;
}

function compare(run: RunColumns, reference: RunColumns, context: ClaimContext) {
  const { entities } = context;
  const isVictims = membersOf(context);
  let here = next(run, -1, isVictims);
  let there = next(reference, -1, isVictims);
  let judged = 0;
  while (here < run.size && there < reference.size && reference.atPs[there]! <= run.horizonPs) {
    judged += 1;
    if (!same(run, here, reference, there)) {
      const atPs = Math.min(run.atPs[here]!, reference.atPs[there]!);
      const who =
        entities[(run.atPs[here]! <= reference.atPs[there]! ? run.subject[here] : reference.subject[there])!]!;
      const detail = `the first difference is at ${inMicroseconds(atPs)}: ${who.kind} ${who.name}`;
      return plainJudgement(judged, { atPs, clause: 'differs', detail });
    }
    here = next(run, here, isVictims);
    there = next(reference, there, isVictims);
  }
  const extra = here < run.size ? run.atPs[here]! : there < reference.size ? reference.atPs[there]! : -1;
  if (extra >= 0 && extra <= run.horizonPs)
    return plainJudgement(judged, {
      atPs: extra,
      clause: 'differs',
      detail: `one of the runs has a record more at ${inMicroseconds(extra)}`,
    });
  return plainJudgement(judged, null);
}

/** Everything of a VM; of a task or a vCPU itself and what it runs on or with. */
function membersOf({ entities, victim, vmOf }: ClaimContext): Uint8Array {
  const whole = victim.kind === 'vm';
  return Uint8Array.from(entities, ({ id }) =>
    (whole && vmOf[id] === victim.vmId) || victim.taskIds.has(id) || victim.vcpuIds.has(id) ? 1 : 0,
  );
}

/** Index of the next record of the victim, or the size. */
function next(run: RunColumns, after: number, isVictims: Uint8Array): number {
  const { kind, subject, size } = run;
  for (let at = after + 1; at < size; at += 1) {
    const of = subject[at]!;
    if (of >= 0 && isVictims[of] === 1 && kind[at]! < recordKinds.fault) return at;
  }
  return size;
}

function same(run: RunColumns, here: number, reference: RunColumns, there: number): boolean {
  if (run.atPs[here] !== reference.atPs[there] || run.kind[here] !== reference.kind[there]) return false;
  if (run.subject[here] !== reference.subject[there] || run.item[here] !== reference.item[there]) return false;
  if (run.value[here] !== reference.value[there]) return false;
  // The object of an overhead and of a release names who caused it.
  const kind = run.kind[here]!;
  const namesCulprit = kind === recordKinds.overhead || kind === recordKinds.release;
  return namesCulprit || run.object[here] === reference.object[there];
}
