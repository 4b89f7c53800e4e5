/** `reaction`: after a fault of a channel was detected, its reader is in its safe state within a limit. */
import { messageFacts, recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, Worst } from '../claim.ts';
import { inMicroseconds } from '../exact-time.ts';

export const reaction = {
  name: 'reaction',
  promise: 'is in its safe state in time once a fault was detected',
  basis: 'Part 6 clause 7.4.12',
  effects: ['X2', 'X7', 'X10'],
  limits: 'The safe state is that of the end-to-end protection; what the application then does is not modelled.',
  notApplicable: ({ ecu, claim, victim }) => {
    if (claim.within === undefined && claim.ftti === undefined)
      return 'neither "within" nor "ftti" says how long it may take';
    const read = ecu.vms.find(({ name }) => name === victim.vm)!.tasks.flatMap(({ reads }) => reads);
    return ecu.channels.some(({ name, protect }) => read.includes(name) && protect !== null)
      ? null
      : 'the victim reads no protected channel';
  },
  controls: () => ['mechanisms.e2eTimeout=false'],
  judge: ({ run }, { claim, entities, victim }) => {
    const withinPs = (claim.within as number | undefined) ?? claim.ftti!;
    const worst = new Worst();
    const since = new Map<string, number>();
    for (let at = 0; at < run.size; at += 1) {
      if (run.kind[at] !== recordKinds.message || !victim.taskIds.has(run.subject[at]!) || run.value[at]! < 0) continue;
      const { channel, status, safe } = messageFacts(run.object[at]!);
      const key = `${run.subject[at]} ${channel}`;
      const nowPs = run.atPs[at]!;
      if (status <= 1) since.delete(key);
      else if (!since.has(key)) since.set(key, nowPs);
      const fromPs = since.get(key);
      if (fromPs === undefined || safe) continue;
      const name = entities[run.subject[at]!]!.name;
      worst.see(
        withinPs - (nowPs - fromPs),
        nowPs,
        'late',
        () => `${name} is not in its safe state ${inMicroseconds(nowPs - fromPs)} after it had no valid item`,
      );
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
