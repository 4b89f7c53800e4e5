/** Entropy: the device fills a buffer with random bytes. */
import { z } from 'zod';
import { type DeviceDefinition, noConfiguration } from '../device.ts';

export const entropy = {
  name: 'entropy',
  origin: 'VIRTIO 1.4, device id 4: requestq',
  summary: 'Random bytes from the host.',
  deviceId: 4,
  queues: ['request'],
  features: {},
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: [],
  request: (sizeBytes: number) => ({ readable: [], writable: [sizeBytes] }),
  inputBytes: 0,
  configuration: noConfiguration,
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
