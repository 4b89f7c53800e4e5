/**
 * Hostile peers for the tests and the soak: a driver that writes arbitrary rings (loops, addresses outside of the VM, wrong
 * lengths, racing indices) and a device that returns arbitrary used entries. Everything is drawn from one number, so an
 * attack can be replayed. What must hold: nobody throws, memory outside of the window is not touched (an access there is an
 * `InternalError`), a broken ring breaks the device, and no request completes twice or unasked.
 */
import { stream } from '../../engine/chance.ts';
import type { GuestMemory } from './guest-memory.ts';
import { type Chain, layOut, type QueueSetup } from './queue.ts';
import { deviceSide, driverSide } from './sides.ts';

/** Small numbers by choice: `one(n)` gives an integer in 0..n-1. */
export type Chooser = (below: number) => number;

/** Choices of attack number `attack` of a seed. */
export function chooserOf(seed: number, attack: number): Chooser {
  const source = stream(seed, 'hostile-peer');
  let index = 0;
  return (below) => {
    index += 1;
    return source.draw(attack, index, 0) % below;
  };
}

/** A queue of any kind in `memory`. */
export function anyQueue(memory: GuestMemory, one: Chooser): QueueSetup {
  const packed = one(2) === 1;
  const size = packed ? 1 + one(8) : 1 << one(4);
  return layOut(memory, memory.base, {
    size,
    packed,
    eventIdx: one(2) === 1,
    inOrder: one(2) === 1,
    indirect: one(2) === 1,
    firstIndex: packed ? 0 : one(3) === 0 ? 65534 : 0,
  }).setup;
}

/** An address: mostly in the window or just at its ends, else anywhere in 64 bits. */
function anyAddress(memory: GuestMemory, one: Chooser): number {
  const { base, sizeBytes } = memory;
  const kind = one(8);
  if (kind < 4) return base + one(sizeBytes);
  if (kind === 4) return base + sizeBytes - one(16);
  if (kind === 5) return Math.max(0, base - one(64));
  if (kind === 6) return one(2 ** 31) * 2 ** 21 + one(2 ** 21);
  return one(64);
}

function anyDescriptor(setup: QueueSetup, at: number, one: Chooser): void {
  const { memory, packed, size } = setup;
  const sizes = [0, 8, 16, 48, 128, 0xffff_ffff, one(4096)];
  memory.write64('driver', at, anyAddress(memory, one));
  memory.write32('driver', at + 8, sizes[one(sizes.length)]!);
  const flags = one(6) === 0 ? one(65536) : one(8) | (packed ? [0, 0x80, 0x8000, 0x8080][one(4)]! : 0);
  const other = one(6) === 0 ? one(65536) : one(size);
  memory.write16('driver', at + 12, packed ? other : flags);
  memory.write16('driver', at + 14, packed ? flags : other);
}

/** The hostile driver's next move: something in the rings changes. */
export function attackRing(setup: QueueSetup, one: Chooser): void {
  const { memory, descriptors, driverArea, deviceArea, size, packed } = setup;
  const kind = one(5);
  if (kind <= 1) anyDescriptor(setup, descriptors + 16 * one(size), one);
  else if (kind === 2)
    memory.write16('driver', driverArea + 2, one(4) === 0 ? one(65536) : memory.peek16(driverArea + 2) + 1 + one(2));
  else if (kind === 3 && !packed)
    memory.write16('driver', driverArea + 4 + 2 * one(size), one(5) === 0 ? one(65536) : one(size));
  else memory.write16('driver', (one(2) === 0 ? driverArea : deviceArea) + 2 * one(2), one(65536));
}

export interface AttackResult {
  /** The device or driver noticed and gave up. */
  readonly broken: boolean;
  readonly taken: number;
}

/** An attack of `moves` moves on the device's side of a queue in `memory`, which is any. */
export function attackDevice(memory: GuestMemory, moves: number, one: Chooser): AttackResult {
  const setup = anyQueue(memory, one);
  const device = deviceSide(setup);
  const chains: Chain[] = [];
  // Most of what it writes is right: what is always wrong at once never gets past the first check.
  const honest = driverSide(setup);
  const at = memory.base + memory.sizeBytes - 64;
  let taken = 0;
  for (let move = 0; move < moves; move += 1) {
    honest.add([{ address: at + 16 * one(3), sizeBytes: 8, writable: one(2) === 1 }], move, one(2) === 1);
    honest.publish();
    if (one(3) === 0) for (let change = one(4); change >= 0; change -= 1) attackRing(setup, one);
    const chain = device.take();
    if (chain !== null) {
      chains.push(chain);
      taken += 1;
    }
    if (chains.length > 0 && one(2) === 0) giveBack(setup, chains.shift()!, device, one);
    device.publish();
    device.mustInterrupt();
    if (one(3) === 0) device.listen();
    device.pending();
  }
  return { broken: device.broken !== null, taken };
}

function giveBack(setup: QueueSetup, chain: Chain, device: ReturnType<typeof deviceSide>, one: Chooser): void {
  for (const { address, sizeBytes, writable } of chain.buffers)
    if (writable && sizeBytes > 0) setup.memory.write8('device', address, one(256));
  device.use(chain, chain.writableBytes);
}

/** An attack of `moves` moves on the driver's side: a device that writes arbitrary used entries. Gives the completions. */
export function attackDriver(
  memory: GuestMemory,
  moves: number,
  one: Chooser,
): AttackResult & { readonly twice: boolean } {
  const setup = anyQueue(memory, one);
  const driver = driverSide(setup);
  const open = new Set<number>();
  let twice = false;
  let token = 0;
  const bufferAt = memory.base + memory.sizeBytes - 64;
  for (let move = 0; move < moves; move += 1) {
    if (driver.add([{ address: bufferAt, sizeBytes: 16, writable: one(2) === 1 }], token, one(2) === 1)) {
      open.add(token);
      token += 1;
    }
    driver.publish();
    driver.mustKick();
    for (let change = one(4); change >= 0; change -= 1) attackUsed(setup, one);
    const done = driver.collect();
    if (done !== null && !open.delete(done.token)) twice = true;
    if (one(3) === 0) driver.listen();
    driver.pending();
  }
  return { broken: driver.broken !== null, taken: token - open.size, twice };
}

function attackUsed(setup: QueueSetup, one: Chooser): void {
  const { memory, descriptors, deviceArea, size, packed } = setup;
  if (packed) {
    const at = descriptors + 16 * one(size);
    memory.write16('device', at + 12, one(5) === 0 ? one(65536) : one(size));
    memory.write32('device', at + 8, one(4) === 0 ? 0xffff_ffff : one(32));
    memory.write16('device', at + 14, [0, 0x8080, 0x8082, 0x0002][one(4)]!);
    return;
  }
  const element = deviceArea + 4 + 8 * one(size);
  memory.write32('device', element, one(5) === 0 ? one(2 ** 31) : one(size));
  memory.write32('device', element + 4, one(4) === 0 ? 0xffff_ffff : one(32));
  memory.write16('device', deviceArea + 2, one(6) === 0 ? one(65536) : memory.peek16(deviceArea + 2) + one(2));
}
