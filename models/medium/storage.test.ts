import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../../engine/kernel.ts';
import { Storage, type StorageTiming, transferPs } from './storage.ts';

const parameters = { seed: 20260107, numRuns: 300 };

interface Asked {
  readonly atPs: number;
  readonly bytes: number;
  readonly priority: number;
}

function served(timing: StorageTiming, asked: readonly Asked[]): number[] {
  const kernel = new Kernel();
  const doneAtPs: number[] = [];
  kernel.handle(1, () => storage.fire(kernel.nowPs));
  kernel.handle(2, (index) => {
    const { bytes, priority } = asked[index]!;
    const done = (nowPs: number) => void (doneAtPs[index] = nowPs);
    storage.submit({ bytes, priority, write: false, requester: index, done }, kernel.nowPs);
  });
  const slot = kernel.slot(1, 0, 1, 0);
  const arm = (atPs: number) => (atPs === Number.POSITIVE_INFINITY ? kernel.disarm(slot) : kernel.arm(slot, atPs));
  const storage = new Storage({ id: 0, timing, arm });
  asked.forEach(({ atPs }, index) => void kernel.post(atPs, 0, index, 2, index, 0, 0));
  kernel.run(1e12);
  return doneAtPs;
}

/** The twin: steps from one instant to the next and decides slice by slice, whoever is there. */
function servedSliceBySlice(timing: StorageTiming, asked: readonly Asked[]): number[] {
  const doneAtPs: number[] = [];
  const arriving = asked.map((one, index) => ({ ...one, index })).sort((a, b) => a.atPs - b.atPs || a.index - b.index);
  const waiting: typeof arriving = [];
  let open: { of: (typeof arriving)[number]; readyAtPs: number; sent: number; turn: number }[] = [];
  let turns = 0;
  let bus = null as { of: (typeof open)[number]; to: number; untilPs: number } | null;
  const open1 = (nowPs: number) => {
    while (open.length < timing.queueDepth && waiting.length > 0) {
      const best = waiting.reduce((a, b) => (b.priority > a.priority ? b : a));
      waiting.splice(waiting.indexOf(best), 1);
      open.push({ of: best, readyAtPs: nowPs + timing.setupPs, sent: 0, turn: turns++ });
    }
  };
  for (let nowPs = 0; doneAtPs.filter((at) => at !== undefined).length < asked.length; ) {
    while (arriving[0]?.atPs === nowPs) {
      waiting.push(arriving.shift()!);
      open1(nowPs);
    }
    if (bus?.untilPs === nowPs) {
      const { of, to } = bus;
      of.sent = to;
      of.turn = turns++;
      bus = null;
      if (of.sent === of.of.bytes) {
        open = open.filter((one) => one !== of);
        open1(nowPs);
        doneAtPs[of.of.index] = nowPs;
      }
    }
    if (bus === null) {
      const ready = open.filter(({ readyAtPs }) => readyAtPs <= nowPs);
      const next = ready.sort((a, b) => b.of.priority - a.of.priority || a.turn - b.turn)[0];
      if (next !== undefined) {
        const to = Math.min(next.of.bytes, next.sent + timing.sliceBytes);
        const tookPs = transferPs(to, timing.readBytesPerS) - transferPs(next.sent, timing.readBytesPerS);
        bus = { of: next, to, untilPs: nowPs + tookPs };
      }
    }
    const later = [...arriving.map(({ atPs }) => atPs), bus?.untilPs ?? Infinity, ...open.map((o) => o.readyAtPs)];
    nowPs = Math.min(...later.filter((atPs) => atPs > nowPs));
    if (nowPs === Infinity) break;
  }
  return doneAtPs;
}

const timings = fc.record({
  readBytesPerS: fc.constantFrom(1e9, 7e8, 3e9),
  writeBytesPerS: fc.constant(1e9),
  setupPs: fc.constantFrom(0, 1000, 50_000),
  queueDepth: fc.integer({ min: 1, max: 4 }),
  sliceBytes: fc.constantFrom(1, 7, 64),
});
const requests = fc.array(
  fc.record({ atPs: fc.nat(200_000), bytes: fc.integer({ min: 1, max: 200 }), priority: fc.nat(2) }),
  { minLength: 1, maxLength: 6 },
);

describe('storage', () => {
  it('finishes every request when a twin does that serves slice by slice', () => {
    fc.assert(
      fc.property(timings, requests, (timing, asked) => {
        expect(served(timing, asked)).toEqual(servedSliceBySlice(timing, asked));
      }),
      parameters,
    );
  });

  it('takes set-up and transfer when a request is alone, and never less with others', () => {
    fc.assert(
      fc.property(timings, requests, (timing, asked) => {
        served(timing, asked).forEach((atPs, index) => {
          const { atPs: fromPs, bytes } = asked[index]!;
          const alonePs = timing.setupPs + transferPs(bytes, timing.readBytesPerS);
          expect(atPs - fromPs).toBeGreaterThanOrEqual(alonePs);
          if (asked.length === 1) expect(atPs - fromPs).toBe(alonePs);
        });
      }),
      parameters,
    );
  });

  it('is busy as long as there is data: the last of a burst ends when all bytes have crossed the bus', () => {
    const timing = { readBytesPerS: 1e9, writeBytesPerS: 1e9, setupPs: 0, queueDepth: 4, sliceBytes: 64 };
    const asked = [1000, 2000, 3000].map((bytes) => ({ atPs: 0, bytes, priority: 0 }));
    expect(Math.max(...served(timing, asked))).toBe(6_000_000);
  });

  it('matches the UFS reads that its form was taken from: 6.1 ms and 0.82 GB/s within 3 %', () => {
    const timing = { readBytesPerS: 820e6, writeBytesPerS: 1e8, setupPs: 6.1e9, queueDepth: 1, sliceBytes: 65536 };
    const measuredKbPerS = [363_498, 507_697, 623_752];
    [4, 8, 16].forEach((mebibytes, index) => {
      const [atPs] = served(timing, [{ atPs: 0, bytes: mebibytes * 2 ** 20, priority: 0 }]) as [number];
      const kbPerS = (mebibytes * 1024 * 1e12) / atPs;
      expect(Math.abs(kbPerS / measuredKbPerS[index]! - 1)).toBeLessThan(0.03);
    });
  });
});
