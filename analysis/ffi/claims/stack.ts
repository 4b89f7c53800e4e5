/** `stack`: a stack that grows past its end meets a guard before a foreign byte changes. */
import { recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, plainJudgement } from '../claim.ts';

export const stack = {
  name: 'stack',
  promise: 'is out of reach of stacks that grow past their end',
  basis: 'Part 6 D.2.3',
  effects: ['M3'],
  limits: "The stack at the edge of a VM's memory; stacks inside a guest are its own matter.",
  notApplicable: ({ ecu, from, victim }) => {
    const above = ecu.vms[ecu.vms.findIndex(({ name }) => name === victim.vm) + 1];
    return above !== undefined && from.includes(above.name)
      ? null
      : "no memory of a varied VM lies directly above the victim's";
  },
  controls: () => ['mechanisms.guardPages=false'],
  judge: ({ run, program }, { entities, victim, fromIds }) => {
    let judged = 0;
    for (let at = 0; at < run.size; at += 1) {
      const kind = run.kind[at]!;
      if (kind !== recordKinds.access && kind !== recordKinds.guard) continue;
      const by = run.subject[at]!;
      if (!fromIds.has(by) || program[run.item[at]!]?.use !== 'stack-overrun') continue;
      judged += 1;
      if (kind === recordKinds.guard || run.object[at] !== victim.vmId) continue;
      const detail = `a stack of ${entities[by]!.name} grew into memory of ${entities[run.object[at]!]!.name}`;
      return plainJudgement(judged, { atPs: run.atPs[at]!, clause: 'foreign-byte', detail });
    }
    return plainJudgement(judged, null);
  },
} as const satisfies ClaimDefinition;
