/** IOMMU: map and unmap requests of a guest that programs devices of its own; a tail of 4 B comes back. */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

export const iommu = {
  name: 'iommu',
  origin: 'VIRTIO 1.4, device id 23: requestq, eventq',
  summary: 'Mappings for devices of the guest.',
  deviceId: 23,
  queues: ['request', 'event'],
  features: {
    'input-range': { bit: 0 },
    'domain-range': { bit: 1 },
    'map-unmap': { bit: 2 },
    bypass: { bit: 3 },
    probe: { bit: 4 },
    mmio: { bit: 5 },
    'bypass-config': { bit: 6 },
  },
  always: ['map-unmap'],
  requestQueue: 0,
  inputQueue: -1,
  media: [],
  request: () => ({ readable: [32], writable: [4] }),
  inputBytes: 0,
  configuration: () => littleEndian(0xffff_f000, 8),
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
