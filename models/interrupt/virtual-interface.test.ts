/** Virtual interrupts against a twin without list registers, and by hand: priorities, masking, EOI modes, overflow, exits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controllers } from './controllers.ts';
import { HaltPoll, kvmHaltPoll } from './halt-poll.ts';
import { Throttle, ThrottledArrivals } from './throttle.ts';
import { VirtualInterface } from './virtual-interface.ts';

const seed = 20260904;
const make = (name: keyof typeof controllers, lines = 8) => {
  const made = new VirtualInterface(controllers[name]);
  for (let number = 0; number < lines; number += 1) made.add({ number, priority: number % 4, level: false });
  return made;
};
const names = Object.keys(controllers) as (keyof typeof controllers)[];

describe.each(names)('%s', (name) => {
  it('takes every raised line once, the most urgent first, however few list registers it has', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(7), fc.boolean(), fc.boolean()), { maxLength: 60 }), (steps) => {
        const one = make(name);
        const waiting = new Set<number>();
        for (const [line, running, take] of steps) {
          const merges = waiting.has(line);
          expect(one.raise(line, running, true)).toBe(merges || (controllers[name].direct && running) ? 0 : 1);
          waiting.add(line);
          if (!take) continue;
          const taken = one.acknowledge();
          const urgency = [...waiting].map((number) => number % 4);
          expect(waiting.has(taken)).toBe(true);
          // Those in list registers are taken by urgency; a more urgent one may still wait for a register.
          if (controllers[name].listRegisters >= 8) expect(taken % 4).toBe(Math.min(...urgency));
          waiting.delete(taken);
          one.end(taken);
        }
        for (let left = waiting.size; left > 0; left -= 1) {
          const taken = one.acknowledge();
          expect(waiting.delete(taken)).toBe(true);
          one.end(taken);
        }
        expect(one.acknowledge()).toBe(-1);
        expect(one.wakes).toBe(false);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('by hand', () => {
  it('GICv2: a fifth interrupt waits in the hypervisor, and the end of the first costs a maintenance interrupt', () => {
    const one = make('gicv2');
    for (const line of [0, 1, 2, 3, 4]) one.raise(line, true, false);
    expect(one.overflow).toBe(1);
    expect(one.end(one.acknowledge())).toBe(1);
    expect([one.overflow, one.maintenance]).toEqual([0, 1]);
    expect(one.end(one.acknowledge())).toBe(0);
  });

  it('GICv4 and posted interrupts reach a running vCPU without an exit, a stopped one through a doorbell', () => {
    for (const name of ['gicv4', 'apic-posted'] as const) {
      expect(make(name).raise(1, true, true)).toBe(0);
      expect(make(name).raise(1, true, false)).toBe(1);
      expect(make(name).raise(1, false, true)).toBe(1);
    }
    expect(make('gicv3').raise(1, true, true)).toBe(1);
  });

  it('APIC: the end of an interrupt is an exit', () => {
    const one = make('apic');
    one.raise(2, true, true);
    expect(one.end(one.acknowledge())).toBe(1);
  });

  it('an active interrupt keeps out what is not more urgent, until its priority is dropped', () => {
    const one = make('gicv3');
    one.raise(2, true, false);
    expect(one.acknowledge()).toBe(2);
    one.raise(3, true, false);
    expect(one.acknowledge()).toBe(-1);
    one.raise(1, true, false);
    expect(one.acknowledge()).toBe(1);
    one.end(1);
    one.dropPriority(2);
    expect(one.acknowledge()).toBe(3);
  });

  it('the mask keeps interrupts pending, and they still wake', () => {
    const one = make('gicv3');
    one.mask = 1;
    one.raise(1, true, false);
    expect([one.acknowledge(), one.wakes]).toEqual([-1, true]);
    one.mask = 32;
    expect(one.acknowledge()).toBe(1);
  });

  it('a level line is pending again after its end until the device lowers it', () => {
    const one = new VirtualInterface(controllers.gicv2);
    one.add({ number: 5, priority: 1, level: true });
    one.raise(5, true, false);
    one.end(one.acknowledge());
    expect(one.acknowledge()).toBe(5);
    one.lower(5);
    one.end(5);
    expect(one.acknowledge()).toBe(-1);
  });
});

describe('Throttle', () => {
  it('lets at most so many pass in any window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(40), { maxLength: 60 }), (most, gaps) => {
        const throttle = new Throttle(most, 100);
        const passed: number[] = [];
        let nowPs = 0;
        for (const gap of gaps) {
          nowPs = Math.max(nowPs + gap, throttle.admit(nowPs + gap));
          throttle.pass(nowPs);
          passed.push(nowPs);
        }
        for (const at of passed)
          expect(passed.filter((one) => one >= at && one < at + 100).length).toBeLessThanOrEqual(most);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('ThrottledArrivals', () => {
  it('a storm becomes what the throttle lets through, and nothing is taken before it comes', () => {
    const storm = { at: (index: number) => (index < 1000 ? index * 3 : null) };
    const calm = new ThrottledArrivals(storm, 2, 100);
    const taken: number[] = [];
    for (let index = 0; ; index += 1) {
      const atPs = calm.at(index);
      if (atPs === null) break;
      taken.push(atPs);
    }
    expect(taken.slice(0, 5)).toEqual([0, 3, 100, 103, 200]);
    // The last one comes when the storm is over: it was latched.
    expect(taken.length).toBe(61);
    expect(taken.length + calm.throttle.suppressed).toBe(1000);
  });

  it('leaves rare interrupts alone', () => {
    const rare = { at: (index: number) => (index < 20 ? index * 500 : null) };
    const calm = new ThrottledArrivals(rare, 1, 100);
    expect(Array.from({ length: 21 }, (_, index) => calm.at(index))).toEqual([
      ...Array.from({ length: 20 }, (_, index) => index * 500),
      null,
    ]);
  });
});

describe('HaltPoll', () => {
  it('grows from 10 us by 2 up to the cap while halts are short, and is nothing after a long one', () => {
    const poll = new HaltPoll(kvmHaltPoll);
    const windows = [400e6, 400e6, 400e6, 400e6, 400e6, 400e6, 400e6].map((halt) => {
      poll.halted(halt);
      return poll.windowPs / 1e6;
    });
    expect(windows).toEqual([10, 20, 40, 80, 160, 320, 500]);
    expect(poll.halted(400e6)).toBe(400e6);
    poll.halted(2e9);
    expect(poll.windowPs).toBe(0);
  });
});
