/**
 * `channel`: no faulty item is used as valid, and a fault that only takes time (loss, delay, a blocked channel) is detected
 * before the fault-tolerant time is over. Judged over all readers of the victim's channels, so that what one of several
 * receivers got wrong is seen too.
 */
import { messageFacts, recordKinds } from '../../../models/records.ts';
import { type ClaimDefinition, type Judgement, nothingJudged } from '../claim.ts';
import { channelControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';

const words = ['repeated', 'inserted', 'masqueraded', 'reordered', 'corrupted', 'asymmetric', 'torn'];
/** Torn items are the business of the claim `consistency`. */
const torn = 64;

export const channel = {
  name: 'channel',
  promise: 'never takes a faulty item for a valid one, and notices missing ones in time',
  basis: 'Part 6 D.2.4',
  effects: ['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8', 'X9', 'X10'],
  limits:
    'More flipped bits than the CRC can tell are a residual rate, not a refutation; after detection the safe state counts.',
  notApplicable: ({ ecu, victim }) =>
    victim.kind === 'channel' ||
    ecu.vms.find(({ name }) => name === victim.vm)!.tasks.some(({ reads }) => reads.length > 0)
      ? null
      : 'the victim reads no channel',
  controls: channelControls,
  judge: ({ run }, { ecu, claim, entities, victim }) => {
    const only = victim.kind === 'channel' ? ecu.channels.findIndex(({ name }) => name === victim.name) : -1;
    const fttiPs = claim.ftti ?? Number.POSITIVE_INFINITY;
    let judged = 0;
    let best: Judgement = nothingJudged;
    let leastPs = Number.POSITIVE_INFINITY;
    const detected = new Map<string, boolean>();
    for (let at = 0; at < run.size; at += 1) {
      if (run.kind[at] !== recordKinds.message) continue;
      const reader = run.subject[at]!;
      const { channel: index, status, safe, truth } = messageFacts(run.object[at]!);
      if (only >= 0 ? index !== only : !victim.taskIds.has(reader)) continue;
      const agePs = run.value[at]!;
      if (agePs < 0) continue;
      judged += 1;
      const key = `${reader} ${index}`;
      if (status >= 3) detected.set(key, true);
      else if (status === 0 && truth === 0) detected.set(key, false);
      if (safe) continue;
      const wrong = truth & ~torn;
      const name = entities[reader]!.name;
      const channelName = ecu.channels[index]!.name;
      if (wrong !== 0) {
        const what = words.filter((_, bit) => (wrong >> bit) & 1).join(', ');
        const detail = `${name} used a ${what} item of channel ${channelName} as valid`;
        return { clause: what.split(',')[0]!, judged, marginPs: null, atPs: run.atPs[at]!, detail };
      }
      if (detected.get(key) === true) continue;
      if (fttiPs - agePs >= leastPs) continue;
      leastPs = fttiPs - agePs;
      const late = leastPs < 0;
      const detail = late ? `${name} used an item of channel ${channelName} that was ${inMicroseconds(agePs)} old` : '';
      best = { clause: late ? 'stale' : null, judged, marginPs: leastPs, atPs: run.atPs[at]!, detail };
      if (late) return best;
    }
    return judged === 0 ? nothingJudged : { ...best, judged, marginPs: Number.isFinite(leastPs) ? leastPs : null };
  },
} as const satisfies ClaimDefinition;
