/** Network: frames in a transmit queue, buffers for frames that come in a receive queue. */
import { z } from 'zod';
import { type DeviceDefinition, littleEndian } from '../device.ts';

/** `virtio_net_hdr` with `num_buffers`. */
const headerBytes = 12;
/** A full Ethernet frame. */
const frameBytes = 1514;

export const net = {
  name: 'net',
  origin: 'VIRTIO 1.4, device id 1: receiveq, transmitq, then controlq with CTRL_VQ',
  summary: 'Network frames out and in.',
  deviceId: 1,
  queues: ['rx', 'tx'],
  features: {
    csum: { bit: 0 },
    'guest-csum': { bit: 1 },
    'ctrl-guest-offloads': { bit: 2 },
    mtu: { bit: 3 },
    mac: { bit: 5 },
    'guest-tso4': { bit: 7, all: ['guest-csum'] },
    'guest-tso6': { bit: 8, all: ['guest-csum'] },
    'guest-ecn': { bit: 9, any: [['guest-tso4', 'guest-tso6']] },
    'guest-ufo': { bit: 10, all: ['guest-csum'] },
    'host-tso4': { bit: 11, all: ['csum'] },
    'host-tso6': { bit: 12, all: ['csum'] },
    'host-ecn': { bit: 13, any: [['host-tso4', 'host-tso6']] },
    'host-ufo': { bit: 14, all: ['csum'] },
    'mrg-rxbuf': { bit: 15 },
    status: { bit: 16 },
    'ctrl-vq': { bit: 17 },
    'ctrl-rx': { bit: 18, all: ['ctrl-vq'] },
    'ctrl-vlan': { bit: 19, all: ['ctrl-vq'] },
    'guest-announce': { bit: 21, all: ['ctrl-vq'] },
    mq: { bit: 22, all: ['ctrl-vq'] },
    'ctrl-mac-addr': { bit: 23, all: ['ctrl-vq'] },
    'vq-notf-coal': { bit: 52, all: ['ctrl-vq'] },
    'notf-coal': { bit: 53, all: ['ctrl-vq'] },
    'guest-uso4': { bit: 54, all: ['guest-csum'] },
    'guest-uso6': { bit: 55, all: ['guest-csum'] },
    'host-uso': { bit: 56, all: ['csum'] },
    'hash-report': { bit: 57 },
    rss: { bit: 60, all: ['ctrl-vq'] },
    'rsc-ext': { bit: 61, any: [['host-tso4', 'host-tso6']] },
    standby: { bit: 62 },
    'speed-duplex': { bit: 63 },
  },
  always: ['mac'],
  requestQueue: 1,
  inputQueue: 0,
  media: ['link'],
  request: (sizeBytes: number) => ({ readable: [headerBytes, sizeBytes], writable: [] }),
  inputBytes: headerBytes + frameBytes,
  configuration: () => [...littleEndian(0x0200_0000_0001, 6), 1, 0],
  parameters: z.strictObject({}),
} as const satisfies DeviceDefinition;
