/** Time from power-on to a milestone (ps). One boot is one item; a milestone that was never reached is open at the end. */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';
import { multisetOf } from '../response-time/order-statistics.ts';

export const boot: RequirementDefinition = {
  name: 'boot',
  summary: 'time from power-on to a milestone',
  unit: 'ps',
  subject: 'boot',
  limit: writtenLimit,
  observe({ of }, { boot: times }) {
    if (!times) return { kind: 'none', reason: 'not simulated from power-on: bulkhead boot and bulkhead run do' };
    const atPs = times.milestones[of];
    if (atPs === undefined) return { kind: 'none', reason: `there is no milestone ${of}` };
    const ended = multisetOf(atPs === null ? [] : [atPs]);
    return { kind: 'items', noun: 'boot', ended, openPs: atPs === null ? [times.endedAtPs] : [] };
  },
};
