/** `consistency`: each snapshot that the victim reads is one published version, never halves of two. */
import { messageFacts, recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, plainJudgement } from '../claim.ts';
import { explicitChannels } from '../control-paths.ts';

const torn = 64;

export const consistency = {
  name: 'consistency',
  promise: 'reads whole versions, never halves of two',
  basis: 'Part 6 D.2.3',
  effects: ['M2'],
  limits: 'A reader that overlaps an update counts as torn; how many bytes differ is not asked.',
  notApplicable: ({ ecu, victim }) =>
    ecu.vms.find(({ name }) => name === victim.vm)!.tasks.some(({ reads }) => reads.length > 0)
      ? null
      : 'the victim reads no channel',
  controls: explicitChannels,
  judge: ({ run }, { ecu, entities, victim }) => {
    let judged = 0;
    for (let at = 0; at < run.size; at += 1) {
      if (run.kind[at] !== recordKinds.message || !victim.taskIds.has(run.subject[at]!) || run.value[at]! < 0) continue;
      judged += 1;
      const { channel, safe, truth } = messageFacts(run.object[at]!);
      if (safe || (truth & torn) === 0) continue;
      const detail = `${entities[run.subject[at]!]!.name} read halves of two versions of channel ${ecu.channels[channel]!.name}`;
      return plainJudgement(judged, { atPs: run.atPs[at]!, clause: 'torn', detail });
    }
    return plainJudgement(judged, null);
  },
} as const satisfies ClaimDefinition;
