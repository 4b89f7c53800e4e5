/** GPIO: a request of 8 B sets or reads a line, an answer of 2 B. */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

export const gpio = {
  name: 'gpio',
  origin: 'VIRTIO 1.4, device id 41: requestq, then eventq with IRQ',
  summary: 'Lines in and out.',
  deviceId: 41,
  queues: ['request'],
  features: { irq: { bit: 0 } },
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: [],
  request: () => ({ readable: [8], writable: [2] }),
  inputBytes: 0,
  configuration: () => [...littleEndian(32, 2), 0, 0, ...littleEndian(0, 4)],
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
