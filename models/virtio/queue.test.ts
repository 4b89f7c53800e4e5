/** Laws of a virtqueue, over both formats and all negotiated ways of using it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needEvent } from './queue.ts';
import { buffersAt, formats, makeRig, type Rig } from './rig.test-support.ts';

const seed = 20260901;

type Step =
  | { readonly do: 'post'; readonly readable: number; readonly writable: number; readonly indirect: boolean }
  | { readonly do: 'kick' | 'take' | 'use' | 'irq' | 'collect' | 'sleepDriver' | 'sleepDevice' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('post' as const),
    readable: fc.integer({ min: 0, max: 2 }),
    writable: fc.integer({ min: 0, max: 2 }),
    indirect: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('kick', 'take', 'use', 'irq', 'collect', 'sleepDriver', 'sleepDevice') }),
) as fc.Arbitrary<Step>;

/** Plays steps, then lets both sides finish; gives the tokens in the order of completion with the bytes that came back. */
class Play {
  readonly rig: Rig;
  readonly posted: number[] = [];
  readonly done: number[] = [];
  readonly data: number[] = [];
  kicks = 0;
  interrupts = 0;
  readonly #taken: ReturnType<Rig['device']['take']>[] = [];
  readonly #pick: number;
  readonly #inOrder: boolean;

  constructor(rig: Rig, pick: number) {
    this.rig = rig;
    this.#pick = pick;
    this.#inOrder = rig.setup.inOrder;
  }

  do(one: Step): void {
    const { driver, device, checker } = this.rig;
    if (one.do === 'post') this.#post(one.readable, Math.max(one.writable, one.readable === 0 ? 1 : 0), one.indirect);
    else if (one.do === 'kick') this.#kick();
    else if (one.do === 'take') this.#take();
    else if (one.do === 'use') this.#use();
    else if (one.do === 'irq') this.#irq();
    else if (one.do === 'collect') this.#collect();
    else if (one.do === 'sleepDriver') {
      driver.mute();
      driver.listen();
      if (driver.pending()) return;
      this.#kick();
      checker.idle('driver');
    } else {
      device.mute();
      device.listen();
      if (device.pending()) return;
      this.#irq();
      checker.idle('device');
    }
  }

  #post(readable: number, writable: number, indirect: boolean): void {
    const token = this.posted.length;
    const buffers = buffersAt(this.rig, token % 60, readable, writable);
    if (!this.rig.driver.add(buffers, token, indirect)) return;
    for (const { address, writable: isWritable } of buffers)
      this.rig.memory.write32('driver', address, isWritable ? 0 : token + 1);
    this.rig.driver.publish();
    this.posted.push(token);
  }

  #kick(): void {
    if (!this.rig.driver.mustKick()) return;
    this.kicks += 1;
    this.rig.checker.kicked();
  }

  #take(): void {
    const chain = this.rig.device.take();
    if (chain !== null) this.#taken.push(chain);
  }

  #use(): void {
    if (this.#taken.length === 0) return;
    const at = this.#inOrder ? 0 : this.#pick % this.#taken.length;
    const chain = this.#taken.splice(at, 1)[0]!;
    let sum = 0;
    for (const { address, writable } of chain.buffers) if (!writable) sum += this.rig.memory.read32('device', address);
    let written = 0;
    for (const { address, writable, sizeBytes } of chain.buffers) {
      if (!writable) continue;
      this.rig.memory.write32('device', address, sum + 7);
      written += sizeBytes;
    }
    this.rig.device.use(chain, written);
    if (this.#pick % 3 !== 0) this.rig.device.publish();
  }

  #irq(): void {
    this.rig.device.publish();
    if (!this.rig.device.mustInterrupt()) return;
    this.interrupts += 1;
    this.rig.checker.interrupted();
  }

  #collect(): void {
    for (let done = this.rig.driver.collect(); done !== null; done = this.rig.driver.collect()) {
      this.done.push(done.token);
      this.data.push(done.writtenBytes);
    }
  }

  finish(): void {
    for (let round = 0; round < 200 && this.done.length < this.posted.length; round += 1)
      for (const what of ['kick', 'take', 'use', 'irq', 'collect'] as const) this.do({ do: what });
  }
}

describe.each(formats)('$name', ({ options }) => {
  const sizes = options.packed ? fc.constantFrom(4, 5, 7, 16) : fc.constantFrom(4, 8, 16);
  const play = (size: number, steps: readonly Step[], pick: number, change: object = {}): Play => {
    const one = new Play(makeRig({ size, ...options, ...change }), pick);
    for (const each of steps) one.do(each);
    one.finish();
    return one;
  };

  it('uses every request exactly once, breaks no rule, and keeps the order where it is negotiated', () => {
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 80 }), fc.nat(100), (size, steps, pick) => {
        const { rig, posted, done } = play(size, steps, pick);
        expect(rig.driver.broken).toBeNull();
        expect(rig.device.broken).toBeNull();
        expect(rig.book.violations).toEqual([]);
        expect([...done].sort((a, b) => a - b)).toEqual(posted);
        if (options.inOrder) expect(done).toEqual(posted);
        expect(rig.driver.free).toBe(size);
      }),
      { seed, numRuns: 120 },
    );
  });
});

describe('formats agree', () => {
  it('split and packed give the same completions for the same steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(100), (steps, pick) => {
        const results = [false, true].map((packed) => {
          const one = new Play(makeRig({ size: 8, packed, eventIdx: true, indirect: true }), pick);
          for (const each of steps) one.do(each);
          one.finish();
          return { done: one.done, data: one.data, posted: one.posted };
        });
        expect(results[0]).toEqual(results[1]);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('suppression never adds notifications', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 60 }), fc.nat(100), (packed, steps, pick) => {
        const calm = steps.filter(({ do: what }) => what !== 'sleepDriver' && what !== 'sleepDevice');
        const [plain, suppressed] = [false, true].map((eventIdx) => {
          const one = new Play(makeRig({ size: 8, packed, eventIdx }), pick);
          for (const each of calm) one.do(each);
          one.finish();
          return one;
        }) as [Play, Play];
        expect(suppressed.kicks).toBeLessThanOrEqual(plain.kicks);
        expect(suppressed.interrupts).toBeLessThanOrEqual(plain.interrupts);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('the notification test is its definition: the event lies among those just published', () => {
    const u16 = fc.integer({ min: 0, max: 65535 });
    fc.assert(
      fc.property(u16, u16, fc.integer({ min: 0, max: 300 }), (near, before, count) => {
        const event = near % 2 === 0 ? near : (before + (near % 400) - 50) & 0xffff;
        let meant = false;
        for (let step = 0; step < count; step += 1) if (((before + step) & 0xffff) === event) meant = true;
        expect(needEvent(event, (before + count) & 0xffff, before)).toBe(meant);
      }),
      { seed, numRuns: 5000 },
    );
  });
});

describe('layout', () => {
  it('split: a descriptor, an available entry and a used element stand where the standard says', () => {
    const rig = makeRig({ size: 4 }, false);
    const { memory, setup } = rig;
    rig.driver.add(
      [
        { address: 0x4000_1000, sizeBytes: 0x11223344, writable: false },
        { address: 0x4000_2000, sizeBytes: 8, writable: true },
      ],
      5,
      false,
    );
    rig.driver.publish();
    const bytes = Array.from({ length: 32 }, (_, index) => memory.peek8(setup.descriptors + index));
    expect(bytes).toEqual([
      ...[0, 0x10, 0, 0x40, 0, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 1, 0, 1, 0],
      ...[0, 0x20, 0, 0x40, 0, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 0],
    ]);
    expect([0, 2, 4].map((offset) => memory.peek16(setup.driverArea + offset))).toEqual([0, 1, 0]);
    expect(setup.deviceArea - setup.driverArea).toBeGreaterThanOrEqual(6 + 2 * 4);
  });

  it('packed: flags of both laps carry the wrap counter in AVAIL (bit 7) and its inverse in USED (bit 15)', () => {
    const rig = makeRig({ size: 2, packed: true }, false);
    const seen: number[] = [];
    for (let lap = 0; lap < 4; lap += 1) {
      rig.driver.add([{ address: rig.end, sizeBytes: 8, writable: true }], lap, false);
      rig.driver.publish();
      const at = rig.setup.descriptors + 16 * (lap % 2) + 14;
      seen.push(rig.memory.peek16(at));
      const chain = rig.device.take()!;
      rig.device.use(chain, 4);
      rig.device.publish();
      seen.push(rig.memory.peek16(at));
      expect(rig.driver.collect()).toEqual({ token: lap, writtenBytes: 4 });
    }
    expect(seen).toEqual([0x0082, 0x8082, 0x0082, 0x8082, 0x8002, 0x0002, 0x8002, 0x0002]);
  });
});
