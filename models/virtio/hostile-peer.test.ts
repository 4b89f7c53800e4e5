/** 2 000 generated attacks on each side; the soak bench makes 100 000. */
import { describe, expect, it } from 'vitest';
import { GuestMemory } from './guest-memory.ts';
import { attackDevice, attackDriver, chooserOf } from './hostile-peer.ts';

const seed = 20260902;
const attacks = 2000;
const base = 0x4000_0000;

describe('a hostile driver', () => {
  it('breaks its own device at worst: nothing throws, nothing outside of its window is touched', () => {
    let broken = 0;
    let taken = 0;
    const neighbour = new GuestMemory(base + 0x1000, 0x1000);
    const before = neighbour.snapshot();
    for (let attack = 0; attack < attacks; attack += 1) {
      const result = attackDevice(new GuestMemory(base, 0x1000), 12, chooserOf(seed, attack));
      if (result.broken) broken += 1;
      taken += result.taken;
    }
    // Most attacks are noticed, and a good part gets past the first checks: neither a wall nor an open door.
    expect(broken).toBeGreaterThan(attacks / 2);
    expect(taken).toBeGreaterThan(attacks / 4);
    expect(neighbour.snapshot()).toEqual(before);
  });

  it('is replayed by its number', () => {
    const run = () => {
      const memory = new GuestMemory(base, 0x1000);
      const result = attackDevice(memory, 12, chooserOf(seed, 77));
      return { result, bytes: memory.snapshot() };
    };
    expect(run()).toEqual(run());
  });
});

describe('a hostile device', () => {
  it('completes nothing twice and nothing unasked; the driver gives up instead', () => {
    let broken = 0;
    let taken = 0;
    for (let attack = 0; attack < attacks; attack += 1) {
      const result = attackDriver(new GuestMemory(base, 0x1000), 12, chooserOf(seed + 1, attack));
      expect(result.twice).toBe(false);
      if (result.broken) broken += 1;
      taken += result.taken;
    }
    expect(broken).toBeGreaterThan(attacks / 2);
    expect(taken).toBeGreaterThan(attacks / 4);
  });
});
