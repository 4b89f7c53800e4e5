/**
 * Virtqueue operations per second: post to used to collected, both formats, without and with the rule checkers, one request
 * at a time and in batches of 16; then the cockpit with all its devices against real time. Best of rounds, one process.
 *
 * A miss is a cockpit slower than 5x real time, or a queue below 200 000 operations a second without checkers.
 */
import { readFileSync } from 'node:fs';
import { checkerOf } from '../../../models/virtio/checkers.ts';
import { GuestMemory } from '../../../models/virtio/guest-memory.ts';
import { layOut, type QueueOptions } from '../../../models/virtio/queue.ts';
import { RuleBook } from '../../../models/virtio/rule.ts';
import { deviceSide, driverSide } from '../../../models/virtio/sides.ts';
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { load } from '../../../scenarios/load.ts';
import { run } from '../../../scenarios/run.ts';
import type { Bench } from '../bench.ts';

const rounds = 7;
const operations = 20_000;
const leastPerS = 200_000;
const leastRealTime = 5;
const horizonPs = 2e12;

/** Operations per second of one queue, best of rounds. */
export function measureQueue(
  options: QueueOptions,
  batch: number,
  watched: boolean,
  count = operations,
  times = rounds,
): number {
  const base = 0x4000_0000;
  const memory = new GuestMemory(base, 0x4_0000);
  const { setup, end } = layOut(memory, base, options);
  const driver = driverSide(setup);
  const device = deviceSide(setup);
  if (watched) memory.watcher = checkerOf(setup, new RuleBook());
  const at = Math.ceil(end / 16) * 16;
  const buffers = [
    { address: at, sizeBytes: 16, writable: false },
    { address: at + 64, sizeBytes: 16, writable: true },
  ];
  let best = 0;
  for (let round = 0; round < times; round += 1) {
    const start = performance.now();
    for (let done = 0; done < count; done += batch) {
      for (let one = 0; one < batch; one += 1) driver.add(buffers, one, false);
      driver.publish();
      driver.mustKick();
      for (let chain = device.take(); chain !== null; chain = device.take()) device.use(chain, 16);
      device.publish();
      device.mustInterrupt();
      while (driver.collect() !== null);
      driver.listen();
    }
    best = Math.max(best, (count / (performance.now() - start)) * 1000);
  }
  return best;
}

function cockpit(): EcuDescription {
  // From dist/, where benches run.
  const file = new URL('../../../../scenarios/ecus/cockpit.yaml', import.meta.url);
  const loaded = load({ main: { path: 'cockpit.yaml', text: readFileSync(file, 'utf8') }, read: () => null });
  if (!loaded.ok) throw new Error('the cockpit does not load');
  return loaded.ecu;
}

const formats: readonly { readonly name: string; readonly options: QueueOptions }[] = [
  { name: 'split', options: { size: 256 } },
  { name: 'split, EVENT_IDX', options: { size: 256, eventIdx: true } },
  { name: 'packed', options: { size: 256, packed: true } },
  { name: 'packed, EVENT_IDX', options: { size: 256, packed: true, eventIdx: true } },
];

export const virtqueues: Bench = {
  summary: 'virtqueue operations per second (post to used to collected), and the cockpit with its devices',
  run(say) {
    const missed: string[] = [];
    say(`${''.padEnd(20)}${'alone'.padStart(12)}${'by 16'.padStart(12)}${'checked'.padStart(12)}`);
    for (const { name, options } of formats) {
      const found = [measureQueue(options, 1, false), measureQueue(options, 16, false), measureQueue(options, 1, true)];
      say(`${name.padEnd(20)}${found.map((perS) => perS.toFixed(0).padStart(12)).join('')}`);
      if (found[0]! < leastPerS) missed.push(`${name}: ${found[0]!.toFixed(0)} operations/s, target ${leastPerS}`);
    }
    const ecu = cockpit();
    const times = [1, 2, 3, 4].map(() => {
      const start = performance.now();
      run(ecu, { seed: 1, horizonPs, keep: () => false, fingerprint: false });
      return performance.now() - start;
    });
    const realTime = horizonPs / 1e9 / Math.min(...times);
    say(
      `cockpit with ${ecu.vms.reduce((sum, vm) => sum + vm.devices.length, 0)} devices: ${realTime.toFixed(1)}x real time`,
    );
    if (realTime < leastRealTime) missed.push(`cockpit: ${realTime.toFixed(1)}x real time, target ${leastRealTime}x`);
    return missed;
  },
};
