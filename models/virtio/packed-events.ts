/**
 * Event suppression of packed rings, the same on both sides: each side has four bytes in which it says what it wants to hear
 * of, and reads those of its peer. Word 0: offset and wrap counter (bit 15); word 1: 0 everything, 1 nothing, 2 that entry.
 *
 * Source: VIRTIO 1.4, `packed-ring.tex`, driver and device event suppression.
 */
import type { Side } from './guest-memory.ts';
import { needEvent, type QueueSetup } from './queue.ts';

/** Does the peer, whose words lie at `area`, want to hear of the last `published` entries, which end before `at`? */
export function wantsToHear(
  { memory, size, eventIdx }: QueueSetup,
  side: Side,
  area: number,
  published: number,
  at: number,
  wrap: boolean,
): boolean {
  const mode = memory.read16(side, area + 2) & 3;
  if (mode !== 2 || !eventIdx) return mode !== 1;
  const event = memory.read16(side, area);
  const offset = event & 0x7fff;
  const behind = (event >> 15 === 1) !== wrap;
  return needEvent(behind ? offset - size : offset, at, at - published);
}

/** Wants to hear nothing. */
export function muteEvents({ memory }: QueueSetup, side: Side, area: number): void {
  memory.write16(side, area + 2, 1);
}

/** Wants to hear of the entry at `at`, or of everything where that was not negotiated. */
export function listenForEvents(
  { memory, eventIdx }: QueueSetup,
  side: Side,
  area: number,
  at: number,
  wrap: boolean,
): void {
  if (eventIdx) {
    memory.write16(side, area, at | (wrap ? 0x8000 : 0));
    memory.barrier(side);
  }
  memory.write16(side, area + 2, eventIdx ? 2 : 0);
  memory.barrier(side);
}
