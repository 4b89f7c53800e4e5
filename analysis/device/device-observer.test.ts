/** Facts of devices from records made by hand: sums, percentiles, culprits, warm-up, counts, rules. */
import { describe, expect, it } from 'vitest';
import { deviceCounts, type Entity, recordKinds, requestStages, ruleIds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { DeviceObserver } from './device-observer.ts';

const entities: Entity[] = [
  { id: 0, kind: 'vm', name: 'ivi', vm: 0 },
  { id: 1, kind: 'vm', name: 'gateway', vm: 1 },
  { id: 2, kind: 'vcpu', name: 'gateway/main', vm: 1 },
  { id: 3, kind: 'task', name: 'ivi/read', vm: 0 },
  { id: 4, kind: 'device', name: 'ivi/disk', vm: 0 },
];
const ecu = {
  vms: [{ name: 'ivi', devices: [{ name: 'disk', use: 'block', backend: 'driver', transport: 'mmio', features: [] }] }],
} as unknown as EcuDescription;

const stage = (name: (typeof requestStages)[number]) => recordKinds.request + requestStages.indexOf(name);

/** A request of `waits` ps in the queue of its back-end, handled at `atPs`. */
function tell(observer: DeviceObserver, index: number, atPs: number, waits: number, task = 3): void {
  observer.record(stage('post'), atPs, 4, index, 3, 10);
  observer.record(stage('schedule'), atPs, 4, index, 2, waits);
  observer.record(stage('handler'), atPs, 4, index, 0, 5);
  observer.record(recordKinds.requested, atPs, 4, index, task, 4096);
}

describe('DeviceObserver', () => {
  it('gives stages that sum to the latency, and blames the culprit of most of a stage', () => {
    const observer = new DeviceObserver(entities, 0);
    tell(observer, 0, 1000, 20);
    tell(observer, 1, 2000, 70, -1);
    const [disk] = observer.facts(ecu, 1e12);
    expect(disk).toMatchObject({ requests: 1, inputs: 1, bytes: 8192 });
    expect(disk!.latency).toMatchObject({ count: 2, minPs: 35, maxPs: 85 });
    expect(disk!.stages.reduce((sum, { sumPs }) => sum + sumPs, 0)).toBe(35 + 85);
    expect(disk!.stages.find(({ stage: name }) => name === 'schedule')).toMatchObject({
      sumPs: 90,
      culprit: 'gateway/main',
      culpritVm: 'gateway',
      culpritPs: 90,
    });
    expect(disk!.slowest).toMatchObject({ index: 1, task: null, beganAtPs: 2000 - 85, totalPs: 85 });
  });

  it('leaves out what was handled before the end of the warm-up', () => {
    const observer = new DeviceObserver(entities, 1500);
    tell(observer, 0, 1000, 20);
    tell(observer, 1, 2000, 70);
    expect(observer.facts(ecu, 1e12)[0]).toMatchObject({ requests: 1, latency: { minPs: 85 } });
  });

  it('takes counts and rules as they are told at the end', () => {
    const observer = new DeviceObserver(entities, 0);
    observer.record(recordKinds.device, 9000, 4, deviceCounts.indexOf('exits'), -1, 12);
    observer.record(recordKinds.rule, 9000, 4, ruleIds.indexOf('SR7'), -1, 33);
    observer.record(recordKinds.violation, 9000, 4, ruleIds.indexOf('SR7'), -1, 2);
    expect(observer.facts(ecu, 1e12)[0]!.counts.exits).toBe(12);
    expect(observer.rules().find(({ rule }) => rule === 'SR7')).toMatchObject({
      exercised: 33,
      violated: 2,
      devices: 1,
    });
    expect(observer.rules()).toHaveLength(28);
  });
});
