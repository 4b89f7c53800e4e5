/**
 * CAN: frames out and in. With LATE_TX_ACK a transmit buffer comes back when the frame has been on the bus; without it, when
 * the controller has taken it. The two are different latencies, and are kept apart here.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { type DeviceDefinition, littleEndian } from '../device.ts';

/** `virtio_can_tx_out` and `virtio_can_rx` without their data. */
const headerBytes = 16;

export const can = {
  name: 'can',
  origin: 'VIRTIO 1.4, device id 36: txq, rxq, controlq',
  summary: 'CAN and CAN FD frames.',
  deviceId: 36,
  queues: ['tx', 'rx', 'control'],
  features: {
    'can-classic': { bit: 0 },
    'can-fd': { bit: 1 },
    'rtr-frames': { bit: 2, all: ['can-classic'] },
    'late-tx-ack': { bit: 3 },
  },
  always: ['can-classic'],
  requestQueue: 0,
  inputQueue: 1,
  media: ['can-bus'],
  request: (sizeBytes: number) => ({ readable: [headerBytes + sizeBytes], writable: [1] }),
  inputBytes: headerBytes + 64,
  configuration: () => littleEndian(0, 2),
  /** `id`: of the frames that requests send. */
  parameters: z.strictObject({ id: count(0, 0x1fff_ffff).prefault(0x400) }),
} as const satisfies DeviceDefinition;
