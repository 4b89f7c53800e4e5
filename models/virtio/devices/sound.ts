/** Sound: periods of samples out; each comes back when it has been played, so a period is a request of its own length. */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { type DeviceDefinition, littleEndian } from '../device.ts';

export const sound = {
  name: 'sound',
  origin: 'VIRTIO 1.4, device id 25: controlq, eventq, txq, rxq',
  summary: 'Samples out, a buffer back for each period.',
  deviceId: 25,
  queues: ['control', 'event', 'tx', 'rx'],
  features: { ctls: { bit: 0 } },
  always: [],
  requestQueue: 2,
  inputQueue: -1,
  media: [],
  request: (sizeBytes: number) => ({ readable: [4, sizeBytes], writable: [8] }),
  inputBytes: 0,
  configuration: () => [...littleEndian(1, 4), ...littleEndian(2, 4)],
  /** `playback`: how long the hardware holds a buffer until it is played. */
  parameters: z.strictObject({ playback: time().prefault('0 us') }),
} as const satisfies DeviceDefinition;
