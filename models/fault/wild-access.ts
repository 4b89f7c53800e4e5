/**
 * Writes that a guest has no business to make, through whatever translation there is: page by page until one is refused.
 * What took effect and what was refused is recorded; nothing has contents here, so an effect is a record, not a value.
 */
import { type Action, type Strike, strikes } from './action.ts';
import type { FaultWorld } from './world.ts';

const stepBytes = 4096;

export function write(world: FaultWorld, action: Action, by: 'core' | 'device', fromBytes: number): Strike {
  const { memory } = world;
  const endBytes = fromBytes + Math.max(1, action.args.length!);
  for (let atBytes = fromBytes; atBytes < endBytes; atBytes += stepBytes) {
    const owner = memory.ownerOf(atBytes);
    const reaches = by === 'core' ? memory.coreReaches(action.vm, atBytes) : memory.deviceReaches(action.vm, atBytes);
    world.accessed(action, owner, atBytes, reaches ? 'done' : 'refused');
    // A refused access ends the write: the guest gets an abort, the device an error.
    if (!reaches) return strikes.refused;
  }
  return strikes.effective;
}

/** Downwards from the guest's lowest address: a guard page catches the first byte, else a neighbour's memory is next. */
export function growDown(world: FaultWorld, action: Action): Strike {
  const { memory } = world;
  const { baseBytes } = memory.area(action.vm);
  const firstBytes = baseBytes - 1;
  const owner = memory.ownerOf(firstBytes);
  if (owner === null) {
    world.accessed(action, null, firstBytes, 'guarded');
    return strikes.refused;
  }
  // Contiguous areas are mapped as one block where no guard page forces them apart.
  world.accessed(action, owner, firstBytes, 'done');
  return strikes.effective;
}
