/** The activation shelf: the laws over all members, and what is particular to each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationLaws, arrivalsOf, keyedStream, triggerOf } from './activation.laws.ts';
import type { ActivationDefinition } from './activation.ts';
import { activations } from './activations.ts';

const runs = { seed: 20260101, numRuns: 100 };
const us = (min: number, max: number) => fc.integer({ min, max }).map((n) => `${n} us`);
const reference = fc.record({ of: fc.constantFrom('a', 'other_task') });

/** Parameters of every member as they stand in files: a member without an entry does not compile. */
const files: Readonly<Record<keyof typeof activations, fc.Arbitrary<unknown>>> = {
  after: reference,
  always: fc.record({ pause: us(0, 1000) }, { requiredKeys: [] }),
  angle: fc
    .record({
      speed: fc.integer({ min: 0, max: 8000 }),
      cylinders: fc.integer({ min: 1, max: 12 }),
      points: fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 8000 })), { maxLength: 5 }),
    })
    .map(({ speed, cylinders, points }) => {
      let at = 0;
      const profile = points.map(([ms, rpm]) => ({ at: `${(at += ms)} ms`, speed: `${rpm} rpm` }));
      return { speed: `${speed} rpm`, cylinders, profile };
    }),
  burst: fc
    .record({ size: fc.integer({ min: 1, max: 9 }), gap: fc.integer({ min: 0, max: 500 }), rest: us(1, 900) })
    .map(({ size, gap, rest }) => ({
      size,
      gap: `${gap} us`,
      period: `${(size - 1) * gap + Number.parseInt(rest, 10)} us`,
    })),
  device: reference,
  interrupt: reference,
  once: fc.record({ at: us(0, 1e6) }, { requiredKeys: [] }),
  periodic: fc.record(
    { period: us(1, 20_000), offset: us(0, 50_000), jitter: us(0, 100_000) },
    { requiredKeys: ['period'] },
  ),
  sporadic: fc
    .record({
      gap: fc.integer({ min: 1, max: 20_000 }),
      slack: fc.integer({ min: 0, max: 90_000 }),
      worst: fc.boolean(),
    })
    .map(({ gap, slack, worst }) => ({ gap: `${gap} us`, max_gap: `${gap + slack} us`, worst })),
};

describe.each(Object.entries<ActivationDefinition>(activations))('activation %s', (name, definition) => {
  it('bears its own name', () => expect(definition.name).toBe(name));
  activationLaws(definition, files[name as keyof typeof activations]);
});

const at = (definition: ActivationDefinition, file: unknown, n: number, seed = 1) =>
  arrivalsOf(definition, file, keyedStream(seed))!.at(n);

describe('periodic', () => {
  it('releases within [offset + n x period, that + jitter], also when the jitter exceeds the period', () => {
    const property = fc.property(files.periodic, fc.integer(), fc.nat(100), (file, seed, n) => {
      const { period, offset, jitter } = activations.periodic.parameters.parse(file);
      const late = at(activations.periodic, file, n, seed)! - offset - n * period;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(jitter);
    });
    fc.assert(property, runs);
  });

  it('uses the whole jitter, half of it on average', () => {
    const late = Array.from({ length: 2000 }, (_, n) => {
      return at(activations.periodic, { period: '10 ms', jitter: '2 ms' }, n)! - n * 10e9;
    });
    const mean = late.reduce((sum, ps) => sum + ps, 0) / late.length;
    expect(mean / 1e9).toBeCloseTo(1, 1);
    expect(Math.min(...late)).toBeLessThan(0.01e9);
    expect(Math.max(...late)).toBeGreaterThan(1.99e9);
  });

  it('refuses a period of zero', () => {
    expect(activations.periodic.parameters.safeParse({ period: '0 s' }).success).toBe(false);
  });
});

describe('sporadic', () => {
  it('keeps the minimum distance and the maximum', () => {
    const property = fc.property(files.sporadic, fc.integer(), fc.nat(50), (file, seed, n) => {
      const { gap, max_gap, worst } = activations.sporadic.parameters.parse(file);
      const distance = at(activations.sporadic, file, n + 1, seed)! - at(activations.sporadic, file, n, seed)!;
      expect(distance).toBeGreaterThanOrEqual(gap);
      expect(distance).toBeLessThanOrEqual(worst ? gap : max_gap!);
    });
    fc.assert(property, runs);
  });

  it('is 1.5 gaps on average unless told otherwise, and exactly one in the worst case', () => {
    expect(at(activations.sporadic, { gap: '10 ms' }, 4000)! / 4001 / 1e9).toBeCloseTo(15, 0);
    expect(at(activations.sporadic, { gap: '10 ms', worst: true }, 4000)).toBe(40_000e9);
  });

  it('refuses a maximum below the minimum', () => {
    const { error } = activations.sporadic.parameters.safeParse({ gap: '10 ms', max_gap: '9 ms' });
    expect(error?.issues[0]?.path).toEqual(['max_gap']);
  });
});

describe('burst', () => {
  it('comes in bursts', () => {
    const instants = Array.from({ length: 7 }, (_, n) =>
      at(activations.burst, { size: 3, gap: '1 ms', period: '10 ms', offset: '5 ms' }, n),
    );
    expect(instants).toEqual([5e9, 6e9, 7e9, 15e9, 16e9, 17e9, 25e9]);
  });

  it('refuses a burst that reaches into the next', () => {
    expect(activations.burst.parameters.safeParse({ size: 11, gap: '1 ms', period: '10 ms' }).success).toBe(false);
    expect(activations.burst.parameters.safeParse({ size: 10, gap: '1 ms', period: '10 ms' }).success).toBe(true);
  });
});

describe('angle', () => {
  it('fires every 120 / (rpm x cylinders) s at constant speed, without drift', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 8000 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(1e5),
      (r, c, n) => {
        const exact = (BigInt(n) * 120_000_000_000_000n + BigInt(r * c) - 1n) / BigInt(r * c);
        expect(at(activations.angle, { speed: `${r} rpm`, cylinders: c }, n)).toBe(Number(exact));
      },
    );
    fc.assert(property, runs);
    expect(at(activations.angle, { speed: '3000 rpm', cylinders: 4 }, 1)).toBe(10e9);
  });

  it('counts the firing angles that lie under a ramp', () => {
    // 0 to 6000 rpm in 2 s, four cylinders: 100 turns, 200 firings; after half of the time a quarter of them.
    const ramp = { speed: '0 rpm', cylinders: 4, profile: [{ at: '2 s', speed: '6000 rpm' }] };
    expect(at(activations.angle, ramp, 50)).toBe(1e12);
    expect(at(activations.angle, ramp, 200)).toBe(2e12);
    expect(at(activations.angle, ramp, 201)).toBe(2e12 + 5e9);
  });

  it('is the first picosecond at which the phase is reached', () => {
    const rampFile = { speed: '700 rpm', cylinders: 3, profile: [{ at: '1 s', speed: '4100 rpm' }] };
    const twicePhase = (t: bigint) => 3n * (2n * 700n * t * 1_000_000_000_000n + 3400n * t * t);
    for (let n = 1; n <= 59; n++) {
      const t = BigInt(at(activations.angle, rampFile, n)!);
      const needed = BigInt(n) * 240_000_000_000_000n * 1_000_000_000_000n;
      expect(twicePhase(t) >= needed && twicePhase(t - 1n) < needed).toBe(true);
    }
  });

  it('waits while the engine stands, and ends when it stops for good', () => {
    const profile = [
      { at: '1 s', speed: '0 rpm' },
      { at: '3 s', speed: '0 rpm' },
      { at: '4 s', speed: '1200 rpm' },
    ];
    // 1200 rpm down to 0 within 1 s are 10 turns: 5 firings of one cylinder, then two seconds of rest.
    const pause = { speed: '1200 rpm', cylinders: 1, profile };
    expect(at(activations.angle, pause, 5)).toBe(1e12);
    expect(at(activations.angle, pause, 6)!).toBeGreaterThan(3e12);
    expect(at(activations.angle, { ...pause, profile: profile.slice(0, 1) }, 6)).toBeNull();
  });

  it('refuses points out of order', () => {
    const profile = [
      { at: '2 s', speed: '1 rpm' },
      { at: '2 s', speed: '2 rpm' },
    ];
    const { error } = activations.angle.parameters.safeParse({ speed: '1 rpm', cylinders: 4, profile });
    expect(error?.issues[0]?.path).toEqual(['profile', 1, 'at']);
  });
});

describe('triggers without arrivals', () => {
  it('name what they wait for', () => {
    const chance = keyedStream(1);
    expect(triggerOf(activations.after, { of: 'x' }, chance)).toEqual({ kind: 'after', of: 'x' });
    expect(triggerOf(activations.interrupt, { of: 'x' }, chance)).toEqual({ kind: 'interrupt', of: 'x' });
    expect(triggerOf(activations.device, { of: 'x' }, chance)).toEqual({ kind: 'device', of: 'x' });
    expect(triggerOf(activations.always, {}, chance)).toEqual({ kind: 'again', pausePs: 0, firstPs: 0 });
    expect(triggerOf(activations.always, { pause: '2 ms' }, chance)).toEqual({
      kind: 'again',
      pausePs: 2e9,
      firstPs: 0,
    });
  });

  it('once is once', () => {
    expect([at(activations.once, {}, 0), at(activations.once, { at: '3 ms' }, 0), at(activations.once, {}, 1)]).toEqual(
      [0, 3e9, null],
    );
  });
});
