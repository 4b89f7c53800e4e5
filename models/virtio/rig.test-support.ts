/** One queue with both sides, its checker and some memory for buffers: what the tests of this room play with. */
import type { QueueChecker } from './checker.ts';
import { checkerOf } from './checkers.ts';
import { GuestMemory } from './guest-memory.ts';
import { type Buffer, type DeviceSide, type DriverSide, layOut, type QueueOptions, type QueueSetup } from './queue.ts';
import { RuleBook } from './rule.ts';
import { deviceSide, driverSide } from './sides.ts';

export const windowBase = 0x4000_0000;

export interface Rig {
  readonly memory: GuestMemory;
  readonly setup: QueueSetup;
  readonly driver: DriverSide;
  readonly device: DeviceSide;
  readonly book: RuleBook;
  readonly checker: QueueChecker;
  /** First byte behind the queue. */
  readonly end: number;
}

export function makeRig(options: QueueOptions, watched = true): Rig {
  const memory = new GuestMemory(windowBase, 0x4_0000);
  const { setup, end } = layOut(memory, windowBase, options);
  const book = new RuleBook();
  const driver = driverSide(setup);
  const device = deviceSide(setup);
  const checker = checkerOf(setup, book);
  if (watched) memory.watcher = checker;
  return { memory, setup, driver, device, book, checker, end: Math.ceil(end / 16) * 16 };
}

/** Buffers of a request: `readable` of 8 B, then `writable` of 8 B, in a place of its own. */
export function buffersAt(rig: Rig, place: number, readable: number, writable: number): Buffer[] {
  const buffers: Buffer[] = [];
  for (let index = 0; index < readable + writable; index += 1)
    buffers.push({ address: rig.end + place * 256 + index * 16, sizeBytes: 8, writable: index >= readable });
  return buffers;
}

export const formats: readonly { readonly name: string; readonly options: Omit<QueueOptions, 'size'> }[] = [
  false,
  true,
].flatMap((packed) =>
  [false, true].flatMap((eventIdx) =>
    [false, true].flatMap((inOrder) =>
      [false, true].map((indirect) => ({
        name: `${packed ? 'packed' : 'split'}${eventIdx ? ', EVENT_IDX' : ''}${inOrder ? ', IN_ORDER' : ''}${indirect ? ', indirect' : ''}`,
        options: { packed, eventIdx, inOrder, indirect, firstIndex: packed ? 0 : 65533 },
      })),
    ),
  ),
);
