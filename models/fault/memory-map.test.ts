/** Guests reach their own memory and shared windows, and nothing else, unless the mechanism is off. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MapOptions, MemoryMap } from './memory-map.ts';

const mib = 2 ** 20;
const base: MapOptions = {
  vms: [
    { name: 'a', memoryBytes: 64 * mib, pageBytes: 4096 },
    { name: 'b', memoryBytes: 3 * 1024 * mib, pageBytes: 2 * mib },
    { name: 'c', memoryBytes: mib, pageBytes: 4096 },
  ],
  stage2: true,
  iommu: true,
  guardPages: true,
  windows: new Map(),
};
const names = ['a', 'b', 'c'];

test('areas never overlap, and every byte has one owner', () => {
  const map = new MemoryMap(base);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(6 * 1024 * mib), (vm, offset) => {
      const { baseBytes, sizeBytes } = map.area(vm);
      const address = baseBytes + (offset % sizeBytes);
      expect(map.ownerOf(address)).toBe(vm);
      for (const other of names) {
        expect(map.coreReaches(other, address)).toBe(other === vm);
        expect(map.deviceReaches(other, address)).toBe(other === vm);
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('below each area lies a page of nobody, unless guard pages are off', () => {
  for (const guardPages of [true, false]) {
    const map = new MemoryMap({ ...base, guardPages });
    expect(map.ownerOf(map.area('b').baseBytes - 1)).toBe(guardPages ? null : 'a');
  }
});

test('a window is reached with the rights it has', () => {
  const { baseBytes } = new MemoryMap(base).area('a');
  const window = { baseBytes, sizeBytes: 4096, rights: ['read', 'write'] };
  const map = new MemoryMap({ ...base, windows: new Map([['c', [window]]]) });
  expect(map.coreReaches('c', baseBytes)).toBe(true);
  expect(map.deviceReaches('c', baseBytes)).toBe(false);
  expect(map.coreReaches('c', baseBytes + 4096)).toBe(false);
});

test('switched off, a mechanism stops nothing', () => {
  const address = new MemoryMap(base).area('a').baseBytes;
  expect(new MemoryMap({ ...base, stage2: false }).coreReaches('c', address)).toBe(true);
  expect(new MemoryMap({ ...base, iommu: false }).deviceReaches('c', address)).toBe(true);
});
