/** Console: bytes out and in, over a port of a given speed or none. */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

export const console = {
  name: 'console',
  origin: 'VIRTIO 1.4, device id 3: receiveq(port0), transmitq(port0)',
  summary: 'Bytes of a log or a shell.',
  deviceId: 3,
  queues: ['rx', 'tx'],
  features: { size: { bit: 0 }, multiport: { bit: 1 }, 'emerg-write': { bit: 2 } },
  always: [],
  requestQueue: 1,
  inputQueue: 0,
  media: ['link'],
  request: (sizeBytes: number) => ({ readable: [sizeBytes], writable: [] }),
  inputBytes: 256,
  configuration: () => [...littleEndian(80, 2), ...littleEndian(25, 2), ...littleEndian(1, 4)],
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
