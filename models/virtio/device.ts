/**
 * The socket of the shelf `devices/`: what a kind of device is. A member says its id, queues, features and the shape of a
 * request; the mechanism (`virtio-device.ts`) moves requests through rings, back-end, medium and interrupts.
 *
 * Ids, queue order, feature bits: VIRTIO 1.4, the chapters of the devices. What a request costs is measured by nobody for
 * automotive devices in general, so the costs are parameters with assumed defaults, each with its reason.
 */
import { z } from 'zod';
import { count, rate, time } from '../parameter.ts';
import type { FeatureTable } from './feature.ts';

/** Bytes that the device reads, then writes, buffer by buffer. */
export interface RequestShape {
  readonly readable: readonly number[];
  readonly writable: readonly number[];
}

export interface DeviceDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  readonly deviceId: number;
  /** Names of the queues in index order. */
  readonly queues: readonly string[];
  readonly features: FeatureTable;
  /** Offered and taken by every device of this kind, named or not. */
  readonly always: readonly string[];
  /** Queue that requests of tasks go to; -1: tasks cannot ask anything of it. */
  readonly requestQueue: number;
  /** Queue whose buffers wait for something that comes in; -1: nothing does. */
  readonly inputQueue: number;
  /** Kinds of media that it can stand before; empty: none. */
  readonly media: readonly string[];
  request(sizeBytes: number, parameters: DeviceParameters): RequestShape;
  readonly inputBytes: number;
  /** The device's configuration space, first bytes; 8 bytes that belong together stand at 0 where there are any. */
  configuration(parameters: DeviceParameters): readonly number[];
  readonly parameters: z.ZodObject;
}

/** The keys that every device takes in files, parsed, beside those that name other things. */
export interface DeviceParameters {
  readonly use: string;
  readonly queue_size: number;
  readonly features: readonly string[];
  readonly transport: 'mmio' | 'pci';
  readonly post: number;
  readonly service: number;
  readonly complete: number;
  readonly handler: number;
  readonly copy?: number;
  readonly coalesce_packets: number;
  readonly coalesce_time: number;
  readonly deliver: 'inject' | 'direct';
  readonly worker_priority?: number;
  readonly worker_policy?: string;
  readonly suspend_at?: number;
  readonly suspend_for: number;
  readonly reset_queue_at?: number;
  readonly fails_at?: number;
  readonly hostile?: number;
  readonly [own: string]: unknown;
}

/**
 * Costs and switches that every device takes. Times: work of a core at the sheet's clock, but for pass-through, where
 * `service` is the time of the hardware.
 *
 * | key                | what                                                                                           |
 * |--------------------|------------------------------------------------------------------------------------------------|
 * | post               | the driver's path of one request, from the call to the kick                                     |
 * | service            | the back-end's path of one request, without its medium                                          |
 * | complete           | the back-end's path when the medium is done, up to the used ring                                |
 * | handler            | the driver's interrupt handler, with what it does for the requests that it finds                 |
 * | copy               | rate at which the back-end copies the payload; without it nothing is copied                     |
 * | coalesce_packets,_time | an interrupt when so many requests are done, or the oldest has waited so long               |
 * | suspend_at, _for   | the driver suspends the device and resumes it                                                   |
 * | reset_queue_at     | the driver resets the request queue and sets it up again                                        |
 * | fails_at           | the device asks to be reset; the driver does so                                                 |
 * | hostile            | the driver writes arbitrary things into the ring beside each request, drawn from this number     |
 */
export const commonParameters: Readonly<Record<string, z.ZodType>> = {
  post: time().prefault('2 us'),
  service: time().prefault('5 us'),
  complete: time().prefault('2 us'),
  handler: time().prefault('2 us'),
  copy: rate().optional(),
  coalesce_packets: count(1).prefault(1),
  coalesce_time: time().prefault('0 us'),
  deliver: z.enum(['inject', 'direct']).prefault('inject'),
  worker_priority: count(0).optional(),
  worker_policy: z.string().optional(),
  suspend_at: time().optional(),
  suspend_for: time().prefault('1 ms'),
  reset_queue_at: time().optional(),
  fails_at: time().optional(),
  hostile: count(0).optional(),
};

/** Little-endian bytes of a number. */
export function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
}

export const noConfiguration = (): readonly number[] => [];
