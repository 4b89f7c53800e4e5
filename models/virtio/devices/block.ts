/** Block: reads and writes of a storage medium; a header of 16 B, the data, one status byte. */
import { z } from 'zod';
import { size } from '../../parameter.ts';
import { type DeviceDefinition, type DeviceParameters, littleEndian } from '../device.ts';

const sectorBytes = 512;

export const block = {
  name: 'block',
  origin: 'VIRTIO 1.4, device id 2: requestq; request types IN 0, OUT 1; sectors of 512 B',
  summary: 'Reads and writes of storage.',
  deviceId: 2,
  queues: ['request'],
  features: {
    'size-max': { bit: 1 },
    'seg-max': { bit: 2 },
    geometry: { bit: 4 },
    ro: { bit: 5 },
    'blk-size': { bit: 6 },
    flush: { bit: 9 },
    topology: { bit: 10 },
    'config-wce': { bit: 11 },
    mq: { bit: 12 },
    discard: { bit: 13 },
    'write-zeroes': { bit: 14 },
    lifetime: { bit: 15 },
    'secure-erase': { bit: 16 },
    zoned: { bit: 17 },
  },
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: ['flash'],
  request: (sizeBytes: number, parameters: DeviceParameters) =>
    parameters.requests === 'write'
      ? { readable: [16, sizeBytes], writable: [1] }
      : { readable: [16], writable: [sizeBytes, 1] },
  inputBytes: 0,
  configuration: (parameters: DeviceParameters) =>
    littleEndian(Math.floor(((parameters.capacity as number | undefined) ?? 2 ** 33) / sectorBytes), 8),
  parameters: z.strictObject({
    requests: z.enum(['read', 'write']).prefault('read'),
    capacity: size().prefault('8 GiB'),
  }),
} as const satisfies DeviceDefinition;
