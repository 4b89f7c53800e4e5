/** Input: events of 8 B come in, from a touch screen or keys; status (lamps) goes out. */
import { z } from 'zod';
import { type DeviceDefinition, noConfiguration } from '../device.ts';

export const input = {
  name: 'input',
  origin: 'VIRTIO 1.4, device id 18: eventq, statusq',
  summary: 'Touches and keys.',
  deviceId: 18,
  queues: ['event', 'status'],
  features: {},
  always: [],
  requestQueue: 1,
  inputQueue: 0,
  media: ['link'],
  request: () => ({ readable: [8], writable: [] }),
  inputBytes: 8,
  configuration: noConfiguration,
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
