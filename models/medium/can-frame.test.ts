/** Lengths of CAN frames against their bounds, a naive twin, and frames worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanBus, type Transmission } from './can-bus.ts';
import { type CanFrame, classicBounds, fdLength, frameBits } from './can-frame.ts';

const seed = 20260903;
const frame = (id: number, data: readonly number[], extended = false, fd = false): CanFrame => ({
  id,
  extended,
  fd,
  data,
});

describe('frameBits', () => {
  it('lies between the bounds of Davis, Burns, Bril and Lukkien, which are reached or nearly', () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.nat(),
        fc.array(fc.constantFrom(0, 255, 0x1f, 0xe0, 7, 0x3c), { maxLength: 8 }),
        (extended, id, data) => {
          const { nominal, data: dataBits } = frameBits(frame(extended ? id % 2 ** 29 : id % 2 ** 11, data, extended));
          const [low, high] = classicBounds(data.length, extended);
          expect(nominal).toBeGreaterThanOrEqual(low);
          expect(nominal).toBeLessThanOrEqual(high);
          expect(dataBits).toBe(0);
          if (data.length === 8 && !extended) most = Math.max(most, nominal);
        },
      ),
      { seed, numRuns: 2000 },
    );
    expect(classicBounds(8, false)).toEqual([111, 135]);
    expect(classicBounds(8, true)).toEqual([131, 160]);
    expect(most).toBeGreaterThan(120);
  });

  it('all bits equal: a frame of zeros by hand', () => {
    // 34 + 0 data bits without CRC: start, 11 id, RTR, IDE, r0, 4 length = 19 zeros; its CRC is 0: 34 zeros, a stuff bit after each 5.
    expect(frameBits(frame(0, []))).toEqual({ nominal: 34 + 6 + 13, data: 0 });
  });

  it('FD: 64 B take about the 538 data bits and 27 arbitration bits that TI calls theoretical', () => {
    const { nominal, data } = frameBits(
      frame(
        0x155,
        Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? 0x55 : 0xaa)),
        false,
        true,
      ),
    );
    expect(nominal).toBe(17 + 13);
    expect(data).toBe(5 + 512 + 25 + 7);
  });

  it('FD lengths are those of its table', () => {
    expect([0, 8, 9, 13, 33, 64].map(fdLength)).toEqual([0, 8, 12, 16, 48, 64]);
  });
});

describe('CanBus', () => {
  it('sends the smallest id first and never two at once', () => {
    const ended: number[] = [];
    let atPs = 0;
    const bus = new CanBus({
      id: 0,
      rateHz: 500_000,
      dataRateHz: 500_000,
      arm: (ps) => (atPs = ps),
      onFrame: ({ frame: { id } }) => ended.push(id),
    });
    const send = (id: number, extended = false): Transmission => ({
      frame: frame(id, [1, 2], extended),
      sender: 0,
      queuedAtPs: 0,
      done: () => {},
    });
    bus.submit(send(0x300));
    bus.settle(0);
    for (const one of [send(0x200), send(0x100 * 2 ** 18, true), send(0x100), send(0x080)]) bus.submit(one);
    for (let left = 0; left < 5; left += 1) {
      bus.settle(atPs);
      bus.fire(atPs);
    }
    expect(ended).toEqual([0x300, 0x080, 0x100, 0x100 * 2 ** 18, 0x200]);
    expect(bus.busyPs).toBe(atPs);
  });
});
