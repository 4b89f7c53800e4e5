/**
 * No lost wake-up: every interleaving of the two sides, one access to the ring at a time, for small rings whose indices pass
 * 65535. A state is what both sides and their memory hold; all states that can be reached are visited once. Lost is: both
 * sides sleep, no notification is on its way, and requests are not done.
 */
import { describe, expect, it } from 'vitest';
import type { Chain } from './queue.ts';
import { buffersAt, makeRig, type Rig } from './rig.test-support.ts';

interface Sides {
  readonly rig: Rig;
  driverAt: string;
  deviceAt: string;
  posted: number;
  collected: number;
  used: number;
  kick: boolean;
  irq: boolean;
  chain: Chain | null;
}

/** A side that forgets to look again after it asked for notifications: the mistake that this test must find. */
type Mistake = 'none' | 'driver does not look again' | 'device does not look again';

function stepDriver(s: Sides, requests: number, mistake: Mistake): boolean {
  const { driver } = s.rig;
  switch (s.driverAt) {
    case 'post': {
      const posted = s.posted < requests && driver.add(buffersAt(s.rig, s.posted, 0, 1), s.posted, false);
      if (posted) s.posted += 1;
      s.driverAt = posted ? 'publish' : 'listen';
      return true;
    }
    case 'publish':
      driver.publish();
      s.driverAt = 'kick';
      return true;
    case 'kick':
      if (driver.mustKick()) s.kick = true;
      s.driverAt = 'post';
      return true;
    case 'listen':
      driver.listen();
      s.driverAt = mistake === 'driver does not look again' ? 'sleep' : 'look';
      return true;
    case 'look':
      s.driverAt = driver.pending() ? 'mute' : 'sleep';
      return true;
    case 'mute':
      driver.mute();
      s.driverAt = 'collect';
      return true;
    case 'collect':
      if (driver.collect() === null) s.driverAt = 'post';
      else s.collected += 1;
      return true;
    default:
      if (!s.irq) return false;
      s.irq = false;
      s.driverAt = 'mute';
      return true;
  }
}

function stepDevice(s: Sides, mistake: Mistake): boolean {
  const { device } = s.rig;
  switch (s.deviceAt) {
    case 'take':
      s.chain = device.take();
      s.deviceAt = s.chain === null ? 'listen' : 'use';
      return true;
    case 'use':
      device.use(s.chain!, 8);
      s.used += 1;
      s.deviceAt = 'publish';
      return true;
    case 'publish':
      device.publish();
      s.deviceAt = 'interrupt';
      return true;
    case 'interrupt':
      if (device.mustInterrupt()) s.irq = true;
      s.deviceAt = 'take';
      return true;
    case 'listen':
      device.listen();
      s.deviceAt = mistake === 'device does not look again' ? 'sleep' : 'look';
      return true;
    case 'look':
      s.deviceAt = device.pending() ? 'mute' : 'sleep';
      return true;
    case 'mute':
      device.mute();
      s.deviceAt = 'take';
      return true;
    default:
      if (!s.kick) return false;
      s.kick = false;
      s.deviceAt = 'mute';
      return true;
  }
}

function replay(options: object, schedule: string, requests: number, mistake: Mistake): Sides | null {
  const rig = makeRig({ size: 2, ...options }, false);
  const s: Sides = {
    rig,
    driverAt: 'post',
    deviceAt: 'listen',
    posted: 0,
    collected: 0,
    used: 0,
    kick: false,
    irq: false,
    chain: null,
  };
  for (const who of schedule)
    if (!(who === 'd' ? stepDriver(s, requests, mistake) : stepDevice(s, mistake))) return null;
  return s;
}

function keyOf(s: Sides): string {
  const { memory, end } = s.rig;
  let bytes = '';
  for (let at = memory.base; at < end; at += 2) bytes += String.fromCharCode(memory.peek16(at));
  return `${s.driverAt},${s.deviceAt},${s.posted},${s.collected},${s.used},${s.kick},${s.irq},${s.chain?.id},${bytes}`;
}

/** Visits all states; gives their number and the first schedule that loses a wake-up, or null. */
function explore(options: object, requests: number, mistake: Mistake): { states: number; lost: string | null } {
  const seen = new Set<string>();
  const open = [''];
  while (open.length > 0) {
    const schedule = open.pop()!;
    const here = replay(options, schedule, requests, mistake)!;
    const key = keyOf(here);
    if (seen.has(key)) continue;
    seen.add(key);
    let canStep = false;
    for (const who of 'dv') {
      if (replay(options, schedule + who, requests, mistake) === null) continue;
      canStep = true;
      open.push(schedule + who);
    }
    if (!canStep && here.collected < requests) return { states: seen.size, lost: schedule };
  }
  return { states: seen.size, lost: null };
}

const formats = [
  { name: 'split', options: { firstIndex: 65534 } },
  { name: 'split, EVENT_IDX', options: { firstIndex: 65534, eventIdx: true } },
  { name: 'packed', options: { packed: true } },
  { name: 'packed, EVENT_IDX', options: { packed: true, eventIdx: true } },
];

describe.each(formats)('$name', ({ options }) => {
  it('loses no wake-up in any interleaving of 3 requests through 2 entries', () => {
    const { states, lost } = explore(options, 3, 'none');
    expect(lost).toBeNull();
    expect(states).toBeGreaterThan(200);
  });

  it.each(['driver does not look again', 'device does not look again'] as const)(
    'finds the lost one when the %s',
    (mistake) => {
      expect(explore(options, 3, mistake).lost).not.toBeNull();
    },
  );
});
