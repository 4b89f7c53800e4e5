/** I2C: a transfer with its header of 8 B and one status byte, over a bus that moves 9 bits per byte. */
import { z } from 'zod';
import { type DeviceDefinition, noConfiguration } from '../device.ts';

export const i2c = {
  name: 'i2c',
  origin: 'VIRTIO 1.4, device id 34: requestq',
  summary: 'Transfers of an I2C bus.',
  deviceId: 34,
  queues: ['request'],
  features: { 'zero-length-request': { bit: 0 } },
  always: ['zero-length-request'],
  requestQueue: 0,
  inputQueue: -1,
  media: ['link'],
  request: (sizeBytes: number) => ({ readable: [8, sizeBytes], writable: [1] }),
  inputBytes: 0,
  configuration: noConfiguration,
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
