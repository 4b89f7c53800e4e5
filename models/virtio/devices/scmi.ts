/** SCMI: a message to the system control processor and its answer, in one request. */
import { z } from 'zod';
import { type DeviceDefinition, noConfiguration } from '../device.ts';

export const scmi = {
  name: 'scmi',
  origin: 'VIRTIO 1.4, device id 32: cmdq, then eventq with P2A_CHANNELS',
  summary: 'Clocks, sensors, power domains of the chip.',
  deviceId: 32,
  queues: ['command'],
  features: { 'p2a-channels': { bit: 0 }, 'shared-memory': { bit: 1 } },
  always: [],
  requestQueue: 0,
  inputQueue: -1,
  media: [],
  request: (sizeBytes: number) => ({ readable: [4 + sizeBytes], writable: [4 + sizeBytes] }),
  inputBytes: 0,
  configuration: noConfiguration,
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
