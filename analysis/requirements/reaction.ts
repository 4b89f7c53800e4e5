/** From the release of a chain's first task to the first output of its last that carries that input or a newer one (ps). */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';
import { multisetOf } from '../response-time/order-statistics.ts';

export const reaction: RequirementDefinition = {
  name: 'reaction',
  summary: 'reaction time of a cause-effect chain (first-to-first)',
  unit: 'ps',
  subject: 'chain',
  limit: writtenLimit,
  observe(requirement, run) {
    const chain = run.chain(requirement.of);
    if (chain === undefined) return { kind: 'none', reason: `there is no chain ${requirement.of}` };
    const { reactions, openPs } = chain.latencies;
    return { kind: 'items', noun: 'input', ended: multisetOf(reactions.map(({ latencyPs }) => latencyPs)), openPs };
  },
};
