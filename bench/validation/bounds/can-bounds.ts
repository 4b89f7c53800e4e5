/**
 * CAN: the twelve messages of Broster, Burns and Rodriguez-Navas with 0 to 10 faults, at 250 kbit/s, beside the numbers that
 * schedcat keeps in its tests. Times in us.
 *
 * We differ in one place on purpose: for the last message, which nobody can block, they still add the 3 bits between two
 * frames (4 720 us). A busy window of that message begins with a free bus, so nothing is in the way: 4 708 us.
 */
import { periodic } from '../../../analysis/event-model/event-model.ts';
import { frameBits } from '../../../analysis/response-time/bounds/can-bus.ts';
import { bounds } from '../../../analysis/response-time/bounds.ts';
import type { Validation } from '../comparison.ts';

const source = 'brandenburg/schedcat tests/canbus.py; Broster, Burns, Rodriguez-Navas, RTSS 2002';

/** [bytes, period in ms], by identifier. */
const messages = (
  [
    [8, 10],
    [3, 14],
    [3, 20],
    [2, 15],
    [5, 20],
    [5, 40],
    [4, 15],
    [5, 50],
    [4, 20],
    [7, 100],
    [5, 50],
    [1, 100],
  ] as const
).map(([sizeBytes, ms], id) => ({ name: `m${id + 1}`, id, sizeBytes, model: periodic({ period: ms * 1000 }) }));

const withoutFaults = [1028, 1368, 1708, 2008, 2428, 2848, 3228, 3648, 4028, 4448, 4708, 4708];

function responseUs(name: string, faults: number): number {
  const results = bounds['can-bus'].analyse({ messages, bit: 4, faults: { count: faults } });
  return results.get(name)!.response ?? Number.NaN;
}

export const canBounds: readonly Validation[] = [
  {
    name: 'bound: longest CAN frames',
    source,
    compare: () =>
      (
        [
          [8, 132],
          [7, 122],
          [6, 112],
          [5, 102],
        ] as const
      ).map(([bytes, theirs]) => ({
        what: `${bytes} bytes`,
        unit: 'bits',
        theirs,
        ours: frameBits(bytes),
        tolerance: 0,
      })),
  },
  {
    name: 'bound: twelve CAN messages without faults (the last one: see the file)',
    source,
    compare: () =>
      withoutFaults.map((theirs, index) => ({
        what: `worst response of m${index + 1}`,
        unit: 'us',
        theirs,
        ours: responseUs(`m${index + 1}`, 0),
        tolerance: 0,
      })),
  },
  {
    name: 'bound: m1 and m8 with faults',
    source,
    compare: () =>
      [
        ...[1028, 1672, 2316, 2960, 3604, 4248, 4892, 5536, 6180, 6824].map(
          (theirs, faults) => ['m1', theirs, faults] as const,
        ),
        ...[3648, 4292, 4936, 5580, 6224, 6868, 7512, 8156, 8800, 9444, 10088].map(
          (theirs, faults) => ['m8', theirs, faults] as const,
        ),
      ].map(([name, theirs, faults]) => ({
        what: `${name} with ${faults} faults`,
        unit: 'us',
        theirs,
        ours: responseUs(name, faults),
        tolerance: 0,
      })),
  },
];
