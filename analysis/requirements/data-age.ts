/** From the release of a chain's first task to the last output of its last task that still carries that input (ps). */
import { type RequirementDefinition, writtenLimit } from '../requirement.ts';
import { multisetOf } from '../response-time/order-statistics.ts';

export const dataAge: RequirementDefinition = {
  name: 'data-age',
  summary: 'age of the data at the end of a cause-effect chain (last-to-last)',
  unit: 'ps',
  subject: 'chain',
  limit: writtenLimit,
  observe(requirement, run) {
    const chain = run.chain(requirement.of);
    if (chain === undefined) return { kind: 'none', reason: `there is no chain ${requirement.of}` };
    const ages = chain.latencies.dataAges.map(({ latencyPs }) => latencyPs);
    return { kind: 'items', noun: 'input', ended: multisetOf(ages), openPs: [] };
  },
};
