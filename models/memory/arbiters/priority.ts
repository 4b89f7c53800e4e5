/**
 * Fixed priority (QoS value): the most urgent waiting port; round robin among equals, so that only a more urgent port can
 * starve another.
 */
import type { ArbiterDefinition } from '../arbiter.ts';

export const priority = {
  name: 'priority',
  origin: 'Arm CCI-400 TRM, QoS value of AXI4 (ARQOS, AWQOS)',
  summary: 'serves the most urgent port, equals in turn',
  create: (ports, priorities) => {
    let last = ports - 1;
    return {
      pick(waitingSincePs) {
        let best = -1;
        for (let step = 1; step <= ports; step++) {
          const port = (last + step) % ports;
          if (waitingSincePs[port]! === Number.POSITIVE_INFINITY) continue;
          if (best < 0 || priorities[port]! > priorities[best]!) best = port;
        }
        if (best >= 0) last = best;
        return best;
      },
    };
  },
} as const satisfies ArbiterDefinition;
