/** What a protected receiver accepts and refuses, fault by fault, and what each check of the protection is good for. */
import { expect, test } from 'vitest';
import { stream } from '../../../engine/chance.ts';
import { type Channel, Exchange } from './exchange.ts';
import { type Checks, type ProtectionName, protectionProfiles } from './protection.ts';

const ms = 1e9;
const all: Checks = { counter: true, dataId: true, crc: true, timeout: true };

function channel(protect: ProtectionName | null, checks: Partial<Checks> = {}, readers = 1): Channel {
  const protection =
    protect === null
      ? null
      : { profile: protectionProfiles[protect], timeoutPs: 50 * ms, maxDelta: 2, checks: { ...all, ...checks } };
  const part = {
    name: 'speed',
    index: 0,
    sizeBytes: 16,
    protection,
    newestOnly: true,
    buffered: true,
    writers: [1],
    readers: Array.from({ length: readers }, (_, reader) => 10 + reader),
    chance: stream(1, 'channel:speed'),
  };
  return new Exchange([part]).channel('speed')!;
}

/** Sends one message, then reads: what the first reader says and uses. */
function once(one: Channel, atPs: number, port = 0) {
  one.send(atPs);
  return one.read(one.ports[port]!, atPs);
}

test.each(Object.keys(protectionProfiles) as ProtectionName[])('%s takes what is sound, whatever wraps', (name) => {
  const one = channel(name);
  for (let message = 0; message < 300; message += 1) {
    const { status, used } = once(one, message * ms);
    expect(status).toBe('ok');
    expect(used?.truth).toBe(0);
  }
});

test('repetition, insertion, masquerade, corruption and order are refused, and used without protection', () => {
  const faults: Readonly<Record<string, (one: Channel) => void>> = {
    repeated: (one) => one.again(3 * ms),
    inserted: (one) => one.insert(3 * ms, false),
    masqueraded: (one) => one.insert(3 * ms, true),
  };
  for (const strike of Object.values(faults)) {
    for (const protect of ['e2e-p04', null] as const) {
      const one = channel(protect);
      once(one, ms);
      once(one, 2 * ms);
      strike(one);
      const { used } = one.read(one.ports[0]!, 3 * ms);
      expect(used!.truth === 0).toBe(protect !== null);
    }
  }
  for (const protect of ['e2e-p04', null] as const) {
    const one = channel(protect);
    once(one, ms);
    one.faults.corruptBits = 3;
    one.faults.corruptUntilPs = 10 * ms;
    expect(once(one, 2 * ms).used!.truth === 0).toBe(protect !== null);
  }
});

test('a lost message is counted, too many are a wrong sequence', () => {
  const one = channel('e2e-p04');
  once(one, ms);
  one.faults.lose = 1;
  one.send(2 * ms);
  expect(once(one, 3 * ms).status).toBe('some-lost');
  one.faults.lose = 5;
  for (let message = 0; message < 5; message += 1) one.send(4 * ms);
  expect(once(one, 5 * ms).status).toBe('wrong-sequence');
});

test('a blocked channel is noticed by the timeout only', () => {
  for (const timeout of [true, false]) {
    const one = channel('e2e-p04', { timeout });
    once(one, ms);
    one.faults.blockedUntilPs = 1000 * ms;
    for (let at = 2; at <= 60; at += 1) one.send(at * ms);
    expect(one.read(one.ports[0]!, 60 * ms).safe).toBe(timeout);
  }
});

test('each check is needed: without it one kind of fault passes', () => {
  const passes = (checks: Partial<Checks>, strike: (one: Channel) => void): boolean => {
    const one = channel('e2e-p04', checks);
    once(one, ms);
    strike(one);
    return one.read(one.ports[0]!, 3 * ms).used!.truth !== 0;
  };
  const corrupt = (one: Channel): void => {
    one.faults.corruptBits = 1;
    one.faults.corruptUntilPs = 10 * ms;
    one.send(2 * ms);
  };
  expect(passes({ counter: false }, (one) => one.again(2 * ms))).toBe(true);
  expect(passes({ dataId: false }, (one) => one.insert(2 * ms, true))).toBe(true);
  expect(passes({ crc: false }, corrupt)).toBe(true);
  expect(passes({}, (one) => one.again(2 * ms))).toBe(false);
  expect(passes({}, corrupt)).toBe(false);
});

test('memory holds the newest message: what comes late is gone; a queue keeps it', () => {
  const one = channel(null);
  one.faults.delayPs = 10 * ms;
  one.faults.delayUntilPs = 2 * ms;
  one.send(ms);
  expect(once(one, 5 * ms).used!.sentAtPs).toBe(5 * ms);
  expect(one.read(one.ports[0]!, 20 * ms)).toMatchObject({ status: 'no-new-data', used: { sentAtPs: 5 * ms } });
});

test('several receivers: one hears less, or something else', () => {
  const one = channel('e2e-p04', {}, 2);
  one.faults.partial = 1;
  one.send(ms);
  expect(one.read(one.ports[0]!, ms).used).not.toBeNull();
  expect(one.read(one.ports[1]!, ms).used).toBeNull();
  one.faults.asymmetric = 1;
  one.send(2 * ms);
  // Sealed correctly: no receiver can tell by itself.
  expect(one.read(one.ports[0]!, 2 * ms).used!.truth).toBe(0);
  expect(one.read(one.ports[1]!, 2 * ms).used!.truth).not.toBe(0);
});
