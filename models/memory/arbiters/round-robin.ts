/** Round robin: the next waiting port after the one served last. No port waits for more than one turn of each other. */
import type { ArbiterDefinition } from '../arbiter.ts';

export const roundRobin = {
  name: 'round-robin',
  origin: 'AMBA AXI interconnects (Arm CCI-400 TRM, equal QoS values)',
  summary: 'serves waiting ports in turn',
  create: (ports) => {
    let last = ports - 1;
    return {
      pick(waitingSincePs) {
        for (let step = 1; step <= ports; step++) {
          const port = (last + step) % ports;
          if (waitingSincePs[port]! !== Number.POSITIVE_INFINITY) {
            last = port;
            return port;
          }
        }
        return -1;
      },
    };
  },
} as const satisfies ArbiterDefinition;
