/**
 * Bounds of systems of several components, of chains, and of network calculus, beside the numbers of others.
 *
 * The printed output in pyCPA's tutorial (T22 = 11, P2 = 27) is older than its code: code and hand calculation give 18 and 34.
 * What is compared here is its example `spp_test.py`, which its own tests run.
 */
import { periodic } from '../../../analysis/event-model/event-model.ts';
import {
  backlog,
  delay,
  delayServerByServer,
  departed,
  fraction,
  joined,
  sumOf,
  toNumber,
} from '../../../analysis/network-calculus/rate-latency.ts';
import { bounds } from '../../../analysis/response-time/bounds.ts';
import { type ComposedTask, compose } from '../../../analysis/response-time/compositional.ts';
import type { Comparison, Validation } from '../comparison.ts';

const pycpa = (): readonly ComposedTask[] => [
  {
    name: 'T11',
    component: 'R1',
    leastCost: 5,
    cost: 10,
    priority: 2,
    model: periodic({ period: 30, jitter: 5 }),
    after: null,
  },
  {
    name: 'T12',
    component: 'R1',
    leastCost: 1,
    cost: 3,
    priority: 1,
    model: periodic({ period: 15, jitter: 6 }),
    after: null,
  },
  { name: 'T21', component: 'R2', leastCost: 2, cost: 2, priority: 2, model: null, after: 'T11' },
  { name: 'T22', component: 'R2', leastCost: 4, cost: 9, priority: 1, model: null, after: 'T12' },
];

const server = { rate: fraction(10), latency: fraction(10) };
const bucket = (rate: number, burst: number) => ({ rate: fraction(rate), burst: fraction(burst) });

function calculus(what: string, theirs: number, ours: ReturnType<typeof delay>): Comparison {
  return { what, unit: 'units', theirs, ours: ours === null ? Number.NaN : toNumber(ours), tolerance: 0 };
}

export const compositionBounds: readonly Validation[] = [
  {
    name: 'bound: two resources joined by events',
    source: 'IDA-TUBS/pycpa examples/spp_test.py',
    compare: () => {
      const { results } = compose({
        tasks: pycpa(),
        longest: 1_000_000,
        analyse: (_, tasks) => bounds['fixed-priority'].analyse({ tasks }),
      });
      return Object.entries({ T11: 10, T12: 13, T21: 2, T22: 19 }).map(([name, theirs]) => ({
        what: `worst response of ${name}`,
        unit: 'units',
        theirs,
        ours: results.get(name)!.response ?? Number.NaN,
        tolerance: 0,
      }));
    },
  },
  {
    name: 'bound: network calculus',
    source: 'NetCal/DNC_func_tests',
    compare: () => {
      const flow = bucket(5, 25);
      const both = sumOf([bucket(4, 10), flow]);
      return [
        calculus('one flow: delay', 12.5, delay(flow, server)),
        calculus('one flow: backlog', 75, backlog(flow, server)),
        calculus('two flows, first come first served: delay', 13.5, delay(both, server)),
        calculus('two flows: backlog', 125, backlog(both, server)),
        calculus('tandem, server by server: delay', 30, delayServerByServer(flow, [server, server])),
        calculus('tandem, second server: backlog', 125, backlog(departed(flow, server), server)),
        calculus('tandem, joined (the burst is paid once): delay', 22.5, delay(flow, joined([server, server]))),
        calculus('tandem, joined: backlog', 125, backlog(flow, joined([server, server]))),
      ];
    },
  },
];
