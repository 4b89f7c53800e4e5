import { describe, expect, it } from 'vitest';
import { InternalError } from './check.ts';
import { playSchedule, TwinKernel } from './kernel.laws.ts';
import { Kernel } from './kernel.ts';
import { maxTimePs } from './time.ts';

/** A kernel that logs `target` of each event of kind 0. */
function logging(): { kernel: Kernel; log: number[] } {
  const kernel = new Kernel();
  const log: number[] = [];
  kernel.handle(0, (target) => {
    log.push(target);
  });
  return { kernel, log };
}

describe('order', () => {
  it('agrees with a sorted array on 10 000 random schedules', () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const size = seed % 100 === 0 ? 300 : 24;
      const ours = playSchedule(new Kernel(), seed, size);
      const theirs = playSchedule(new TwinKernel(), seed, size);
      if (ours.join() !== theirs.join()) expect(ours, `schedule ${seed}`).toEqual(theirs);
    }
  });

  it('takes events by time, phase, rank, and then first in first out', () => {
    const { kernel, log } = logging();
    kernel.post(20, 0, 0, 0, 5, 0, 0);
    kernel.post(10, 1, 0, 0, 3, 0, 0);
    kernel.post(10, 1, 0, 0, 4, 0, 0);
    kernel.post(10, 0, 1, 0, 2, 0, 0);
    const slot = kernel.slot(0, 0, 0, 1);
    kernel.arm(slot, 10);
    kernel.run(20);
    expect(log).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps the order when sequence numbers run out', () => {
    for (let left = 1; left < 40; left++) {
      const ours = playSchedule(new Kernel(2 ** 31 - 1 - left), left, 60);
      expect(ours).toEqual(playSchedule(new TwinKernel(), left, 60));
    }
  });

  it('takes a post of the present instant made during that instant', () => {
    const kernel = new Kernel();
    const log: number[] = [];
    kernel.handle(0, (target) => {
      log.push(target);
      if (target === 1) kernel.post(kernel.nowPs, 0, 0, 0, 2, 0, 0);
    });
    kernel.post(7, 5, 0, 0, 1, 0, 0);
    kernel.post(7, 6, 0, 0, 3, 0, 0);
    kernel.run(7);
    expect(log).toEqual([1, 2, 3]);
  });
});

describe('time', () => {
  it('runs up to and including the end, and then it is the end', () => {
    const { kernel, log } = logging();
    kernel.post(10, 0, 0, 0, 1, 0, 0);
    kernel.post(11, 0, 0, 0, 2, 0, 0);
    kernel.run(10);
    expect([kernel.nowPs, kernel.eventCount, log]).toEqual([10, 1, [1]]);
    kernel.post(10, 0, 0, 0, 3, 0, 0);
    kernel.run(maxTimePs);
    expect([kernel.nowPs, log]).toEqual([maxTimePs, [1, 3, 2]]);
  });

  it('accepts a post before an event that has been peeked at', () => {
    const { kernel, log } = logging();
    for (const [atPs, target] of [
      [1e12, 4],
      [5e9, 3],
    ] as const) {
      kernel.post(atPs, 0, 0, 0, target, 0, 0);
    }
    kernel.run(10);
    expect(kernel.peekPs()).toBe(5e9);
    kernel.post(20, 0, 0, 0, 1, 0, 0);
    kernel.post(21, 0, 0, 0, 2, 0, 0);
    expect(kernel.peekPs()).toBe(20);
    kernel.run(maxTimePs);
    expect(log).toEqual([1, 2, 3, 4]);
  });

  it('stops between instants when the condition fails', () => {
    const { kernel, log } = logging();
    for (const atPs of [1, 1, 2, 3]) kernel.post(atPs, 0, 0, 0, atPs, 0, 0);
    kernel.runWhile(() => log.length < 1, 10);
    expect([kernel.nowPs, log]).toEqual([1, [1, 1]]);
    kernel.runWhile(() => true, 10);
    expect([kernel.nowPs, log]).toEqual([10, [1, 1, 2, 3]]);
  });

  it('refuses the past, fractions, NaN and what lies beyond the end of time', () => {
    const { kernel } = logging();
    const slot = kernel.slot(0, 0, 0, 0);
    kernel.run(100);
    for (const atPs of [99, 100.5, Number.NaN, Infinity, 2 ** 53, -1]) {
      expect(() => kernel.post(atPs, 0, 0, 0, 0, 0, 0)).toThrow(InternalError);
      expect(() => kernel.arm(slot, atPs)).toThrow(InternalError);
    }
    const handle = kernel.post(200, 0, 0, 0, 0, 0, 0);
    expect(() => kernel.reschedule(handle, 99)).toThrow(InternalError);
    expect(() => kernel.run(99)).toThrow(InternalError);
    expect(() => kernel.post(200, 0, 0, 9, 0, 0, 0)).toThrow(InternalError);
    expect(() => kernel.post(200, 32, 0, 0, 0, 0, 0)).toThrow(InternalError);
    expect(() => kernel.slot(0, -1, 0, 0)).toThrow(InternalError);
  });
});

describe('hooks', () => {
  it('run once per instant after its last event, and may schedule only what is later', () => {
    const { kernel, log } = logging();
    const slot = kernel.slot(0, 0, 0, 8);
    let refused = 0;
    kernel.afterInstant(() => {
      log.push(100 + kernel.nowPs);
      try {
        kernel.arm(slot, kernel.nowPs);
      } catch (error) {
        if (error instanceof InternalError) refused++;
      }
      if (kernel.nowPs === 1) kernel.arm(slot, 2);
    });
    kernel.post(1, 0, 0, 0, 1, 0, 0);
    kernel.post(1, 3, 0, 0, 2, 0, 0);
    kernel.run(5);
    expect(log).toEqual([1, 2, 101, 8, 102]);
    expect(refused).toBe(2);
    kernel.arm(slot, 5);
    kernel.run(5);
    expect(log.slice(5)).toEqual([8, 105]);
  });
});

describe('handles', () => {
  it('cancel once; stale handles are harmless even when the record is used again', () => {
    const { kernel, log } = logging();
    const first = kernel.post(10, 0, 0, 0, 1, 0, 0);
    expect(kernel.cancel(first)).toBe(true);
    expect(kernel.cancel(first)).toBe(false);
    const second = kernel.post(10, 0, 0, 0, 2, 0, 0);
    expect(second).not.toBe(first);
    expect(kernel.cancel(first)).toBe(false);
    expect(kernel.reschedule(first, 11)).toBe(false);
    kernel.run(20);
    expect(kernel.cancel(second)).toBe(false);
    for (const nonsense of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 52]) expect(kernel.cancel(nonsense)).toBe(false);
    expect(log).toEqual([2]);
  });

  it('cancels one of many events of one instant without walking them', () => {
    const { kernel, log } = logging();
    const handles = Array.from({ length: 20_000 }, (_, n) => kernel.post(1000, 0, n % 7, 0, n, 0, 0));
    for (const [n, handle] of handles.entries()) if (n % 2000 !== 0) kernel.cancel(handle);
    kernel.run(1000);
    expect(log.toSorted((a, b) => a - b)).toEqual([0, 2000, 4000, 6000, 8000, 10000, 12000, 14000, 16000, 18000]);
  });
});
