/** RPMsg between cores of TI MCUs: 112 B from 32 B and 64 B. A copy costs the same per byte, whatever the message. */
import type { PredictionSet } from './prediction.ts';

const pairs = [
  { name: 'AM64x R5F to R5F', at32: 7.87, at64: 10.425, at112: 14.284 },
  { name: 'AM64x R5F to M4F', at32: 17.425, at64: 23.454, at112: 32.487 },
  { name: 'AM64x R5F to A53', at32: 7.249, at64: 8.551, at112: 10.754 },
  { name: 'AM263x R5F to R5F', at32: 13.057, at64: 15.756, at112: 19.48 },
  { name: 'AM273x R5F to R5F', at32: 11.276, at64: 13.715, at112: 17.232 },
] as const;

export const rpmsg: PredictionSet = {
  name: 'rpmsg',
  source:
    'TexasInstruments/mcupsdk-core, datasheets (August 2026): RPMsg one way, mean of 10,000 messages (AM65x contradicts itself and is left out)',
  inputs: '32 B and 64 B of the same pair',
  excellent: 0.03,
  credible: 0.1,
  missing: null,
  rows: pairs.map(({ name, at32, at64, at112 }) => ({
    what: `${name}, 112 B`,
    predicted: at64 + ((at64 - at32) / 32) * 48,
    measured: at112,
    unit: 'us',
  })),
};
