/**
 * GPU: commands with their responses. Before a display, a request is a frame: it is done when the display shows it, at the
 * next refresh.
 */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

/** `virtio_gpu_ctrl_hdr`. */
const headerBytes = 24;

export const gpu = {
  name: 'gpu',
  origin: 'VIRTIO 1.4, device id 16: controlq, cursorq',
  summary: 'Frames to a display.',
  deviceId: 16,
  queues: ['control', 'cursor'],
  features: {
    virgl: { bit: 0 },
    edid: { bit: 1 },
    'resource-uuid': { bit: 2 },
    'resource-blob': { bit: 3 },
    'context-init': { bit: 4, all: ['virgl'] },
    'blob-alignment': { bit: 5, all: ['resource-blob'] },
  },
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: ['display'],
  request: (sizeBytes: number) => ({ readable: [headerBytes, sizeBytes], writable: [headerBytes] }),
  inputBytes: 0,
  configuration: () => [...littleEndian(0, 4), ...littleEndian(0, 4), ...littleEndian(1, 4)],
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
