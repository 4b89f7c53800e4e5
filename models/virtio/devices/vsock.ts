/** Vsock: streams between VMs. What one sends comes in at the device of its `peer`. */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

/** `virtio_vsock_hdr`. */
const headerBytes = 44;

export const vsock = {
  name: 'vsock',
  origin: 'VIRTIO 1.4, device id 19: rx, tx, event',
  summary: 'Streams between VMs without a network.',
  deviceId: 19,
  queues: ['rx', 'tx', 'event'],
  features: {
    stream: { bit: 0 },
    seqpacket: { bit: 1 },
    'no-implied-stream': { bit: 2, any: [['stream', 'seqpacket']] },
  },
  always: ['stream'],
  requestQueue: 1,
  inputQueue: 0,
  media: [],
  request: (sizeBytes: number) => ({ readable: [headerBytes, sizeBytes], writable: [] }),
  inputBytes: headerBytes + 4096,
  configuration: () => littleEndian(3, 8),
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
