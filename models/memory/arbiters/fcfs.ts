/** First come, first served: the oldest request of all; at the same instant the lower port. */
import type { ArbiterDefinition } from '../arbiter.ts';

export const fcfs = {
  name: 'fcfs',
  origin: 'queueing theory, FCFS',
  summary: 'serves the request that has waited longest',
  create: (ports) => ({
    pick(waitingSincePs) {
      let best = -1;
      let oldestPs = Number.POSITIVE_INFINITY;
      for (let port = 0; port < ports; port++) {
        if (waitingSincePs[port]! < oldestPs) {
          oldestPs = waitingSincePs[port]!;
          best = port;
        }
      }
      return best;
    },
  }),
} as const satisfies ArbiterDefinition;
