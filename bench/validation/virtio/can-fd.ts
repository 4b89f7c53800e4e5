/**
 * CAN FD loop-back of TI's MCU+ SDK: messages per second of 64 B frames at 1 and 5 Mbit/s. One overhead per part is taken
 * from its standard frames; its extended frames are predicted from the bits alone. The id is not published; a small one is
 * assumed (0xC0), whose zeros need stuff bits in the long field of an extended frame.
 */
import { frameBits } from '../../../models/medium/can-frame.ts';
import type { PredictionSet } from './prediction.ts';

const smallId = 0xc0;
const payload = Array.from({ length: 64 }, (_, byte) => (byte % 2 === 0 ? 0x55 : 0xaa));

const parts = [
  { name: 'AM64x', standard: 6666, extended: 5780 },
  { name: 'AM263x', standard: 6578, extended: 5714 },
  { name: 'AM273x', standard: 6579, extended: 5714 },
] as const;

/** On the bus at 1 and 5 Mbit/s, us. */
export function frameUs(extended: boolean): number {
  const { nominal, data } = frameBits({ id: smallId, extended, fd: true, data: payload });
  return nominal + data / 5;
}

export const canFd: PredictionSet = {
  name: 'can-fd',
  source: 'TexasInstruments/mcupsdk-core, datasheets of AM64x, AM263x, AM273x (August 2026): CAN FD loop-back',
  inputs: 'bits of the frames; one overhead per part, from its standard frames',
  excellent: 0.005,
  credible: 0.03,
  missing: null,
  rows: parts.map(({ name, standard, extended }) => {
    const overheadUs = 1e6 / standard - frameUs(false);
    return {
      what: `${name}, extended frames`,
      predicted: 1e6 / (frameUs(true) + overheadUs),
      measured: extended,
      unit: 'messages/s',
    };
  }),
};
