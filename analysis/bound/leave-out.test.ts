/** What is left out is out on both sides, is said, and what stays keeps the law: simulated <= bound. */
import { describe, expect, it } from 'vitest';
import { load } from '../../scenarios/load.ts';
import { holdAgainstBounds } from './bounded-run.test-support.ts';
import { boundEcu } from './ecu-bounds.ts';
import { leaveOut, withoutEmptied } from './leave-out.ts';

const text = `
bulkhead: 1
soc: am62p
hypervisor: {use: xen-arm, policy: fixed-priority}
memory: {fidelity: rate}
media:
  emmc: {use: flash, read: 250 MB/s, setup: 100 us, queue_depth: 4}
  body:
    use: can-bus
    rate: 500 kbit/s
    traffic: {brake: {id: 0x0a0, size: 8 B, period: 10 ms}, comfort: {id: 0x300, size: 8 B, period: 100 ms}}
  cell: {use: link, rate: 50 Mbit/s, traffic: {server: {id: 1, size: 1 KiB, period: 50 ms}}}
vms:
  a:
    kernel: osek
    vcpus: {main: {pcpus: [1], budget: 6 ms, period: 10 ms, priority: 5}}
    devices: {can0: {use: can, backend: passthrough, medium: body}, link: {use: vsock}}
    tasks:
      can_rx: {activation: {use: device, of: can0}, execution: 100 us, priority: 9}
      route: {activation: {use: after, of: can_rx}, execution: 200 us, priority: 8}
      remote_in: {activation: {use: device, of: link}, execution: 300 us, priority: 7}
      stream: {period: 20 ms, execution: 1 ms, priority: 3, memory: {use: stream, size: 4 MiB}}
  b:
    kernel: linux
    vcpus: {main: {pcpus: [2], priority: 5}}
    devices:
      disk: {use: block, backend: driver, medium: emmc}
      net: {use: net, backend: driver, medium: cell}
      link: {use: vsock, peer: a}
      log: {use: console, backend: driver}
    tasks:
      receive: {activation: {use: device, of: net}, execution: 1 ms, policy: fifo, priority: 9}
      notify: {activation: {use: after, of: receive}, policy: fifo, priority: 8, steps: [{request: link, size: 64 B}]}
      fetch: {period: 20 ms, policy: fifo, priority: 5, steps: [{request: disk, size: 64 KiB}, {run: 2 ms}]}
      typed: {activation: {use: device, of: log}, execution: 1 ms, policy: fifo, priority: 3}
  driver: {kernel: linux, vcpus: {io: {pcpus: [0]}}, tasks: {hk: {period: 50 ms, policy: fifo, execution: 5 ms}}}
faults: {long: {use: overrun, in: a/stream, factor: 4, at: 100 ms, for: 50 ms}}
`;

function opened() {
  const loaded = load({ main: { path: 'a.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.ecu;
}

describe('an ECU without what theory does not count', () => {
  const ecu = opened();
  const calm = leaveOut(ecu);
  const bounds = withoutEmptied(boundEcu(calm.ecu), calm.emptied);
  const responseOf = (task: string) => bounds.tasks.get(task)!.response;
  const activationOf = (vm: string, task: string) =>
    calm.ecu.vms.find(({ name }) => name === vm)!.tasks.find(({ name }) => name === task)!.activation;

  it('says each part', () => {
    expect(calm.leftOut.map(({ part }) => part)).toEqual([
      'contention for memory',
      'faults and restarts: long',
      'devices: a/can0, a/link, b/disk, b/link, b/log, b/net',
      'what 6 tasks have of devices (rows with a star)',
    ]);
    expect([...calm.without.keys()]).toEqual([
      'a/can_rx',
      'a/remote_in',
      'b/fetch',
      'b/notify',
      'b/receive',
      'b/typed',
    ]);
  });

  it('has bounds where the whole has none, and runs stay below them', () => {
    const ofWhole = [...boundEcu(ecu).tasks].filter(([, { response }]) => response !== null);
    expect(ofWhole).toEqual([]);
    const bounded = [...bounds.tasks].filter(([, { response }]) => response !== null).map(([name]) => name);
    expect(bounded).toEqual(['a/can_rx', 'a/remote_in', 'a/route', 'a/stream', 'b/fetch', 'b/receive', 'driver/hk']);
    for (const seed of [1, 2]) expect(holdAgainstBounds(calm.ecu, seed, 300e9).broken).toBe(null);
  });

  it('keeps the rest of a task that asks a device, and bounds nothing of one that does nothing else', () => {
    expect(responseOf('b/fetch')).toBeGreaterThan(2e9);
    expect(bounds.tasks.get('b/notify')).toMatchObject({ response: null, reason: expect.stringMatching('only asks') });
    expect(bounds.tasks.get('b/typed')).toMatchObject({ response: null, reason: expect.stringMatching('log') });
  });

  it('lets tasks that a device releases come as often as those who send', () => {
    // 8 B at 62 500 B/s take 128 us without the frame around them.
    expect(activationOf('a', 'can_rx')).toEqual({ use: 'burst', size: 2, gap: 128e6, period: 10e9, offset: 0 });
    expect(activationOf('b', 'receive')).toMatchObject({ use: 'periodic', period: 50e9 });
    expect(activationOf('a', 'remote_in')).toMatchObject({ use: 'periodic', period: 50e9 });
  });

  it('changes nothing where there is nothing to leave out', () => {
    const again = leaveOut(calm.ecu);
    expect(again.leftOut).toEqual([]);
    expect(again.ecu).toEqual(calm.ecu);
  });
});
