/**
 * `spatial`: no access of a varied VM took effect in memory that it was not given. The owner of an address is computed here from
 * the description alone (areas of VMs in declared order at multiples of 1 GiB, shared regions at their start), never asked of
 * the translation that let the access through.
 */
import { recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, plainJudgement } from '../claim.ts';
import { spatialControls } from '../control-paths.ts';
import { shadowOwner } from '../shadow-map.ts';

export const spatial = {
  name: 'spatial',
  promise: 'keeps its memory: no access of a varied VM takes effect there',
  basis: 'Part 6 D.2.3',
  effects: ['M1', 'M4'],
  limits: 'Addresses, not contents; translations are set up once and never changed in a run.',
  notApplicable: () => null,
  controls: spatialControls,
  judge: ({ run }, { ecu, entities, fromIds }) => {
    const allowed = shadowOwner(ecu);
    let judged = 0;
    for (let at = 0; at < run.size; at += 1) {
      const kind = run.kind[at]!;
      if (kind !== recordKinds.access && kind !== recordKinds.refusal) continue;
      const by = run.subject[at]!;
      if (!fromIds.has(by)) continue;
      judged += 1;
      if (kind === recordKinds.refusal) continue;
      const owner = allowed(entities[by]!.name, run.value[at]!);
      if (owner === null) continue;
      const detail = `a write of ${entities[by]!.name} took effect at 0x${run.value[at]!.toString(16)}, which belongs to ${owner}`;
      return plainJudgement(judged, { atPs: run.atPs[at]!, clause: 'foreign-write', detail });
    }
    return plainJudgement(judged, null);
  },
} as const satisfies ClaimDefinition;
