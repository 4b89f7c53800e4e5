/**
 * Laws of the shelf `injections/`, over every member: all 19 fault effects have one, a file can say each of them, each strikes in
 * a run without breaking it, and an empty program changes nothing.
 */
import { expect, test } from 'vitest';
import { faultEffects } from '../models/fault/action.ts';
import { injections } from '../models/fault/injections.ts';
import { recordKinds } from '../models/records.ts';
import type { EcuDescription } from './ecu.ts';
import { faultsOf, faultText } from './faults-of.ts';
import { injectionPoints, type Program } from './injection-points.ts';
import { load } from './load.ts';
import { run } from './run.ts';

/** Everything that an injection can act on. */
const text = `
bulkhead: 1
run: {horizon: 60 ms}
soc: {use: generic-4core, cores: {cpu: {count: 2}}, accelerators: {gpu: {clock: 1 GHz, call_cost: 1 us, policy: fifo}}}
hypervisor: {policy: fixed-priority, costs: {trap: 1 us, injection: 2 us}}
channels: {speed: {size: 8 B, communication: explicit}}
vms:
  safe:
    asil: B
    vcpus: {main: {pcpus: [0]}}
    tasks:
      show: {period: 10 ms, execution: 2 ms, reads: [speed]}
      log: {period: 10 ms, execution: 1 ms, reads: [speed]}
  other:
    memory: 32 MiB
    vcpus: {main: {pcpus: [0, 1]}}
    devices: {net: {use: console, backend: passthrough}}
    resources: {one: {protocol: none}, two: {protocol: none}}
    tasks:
      send: {period: 5 ms, execution: 500 us, writes: [speed]}
      first: {period: 20 ms, steps: [{run: 100 us, hold: [one]}, {accelerator: gpu, run: 1 ms}]}
      second: {period: 30 ms, steps: [{run: 100 us, hold: [two]}]}
`;

function described(overrides: readonly string[] = []): EcuDescription {
  const loaded = load({ main: { path: 'all.yaml', text }, read: () => null }, { overrides });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  return loaded.ecu;
}

const ecu = described();
const { points, missing } = injectionPoints(ecu, { from: ['other'], victimVm: 'safe' });
const options = { seed: 1, horizonPs: 60e9, keep: () => false };

test('every fault effect of Annex D has an injection, and a place here', () => {
  expect([...new Set(Object.values(injections).map(({ effect }) => effect))].sort()).toEqual([...faultEffects].sort());
  expect(missing).toEqual({});
  expect([...new Set(points.map(({ use }) => use))].sort()).toEqual(Object.keys(injections).sort());
});

const ends = (['min', 'max'] as const).flatMap((end) =>
  points.map((point, index) => [`${point.use} on ${point.target} with the ${end} of its numbers`, index, end] as const),
);

test.each(ends)('%s strikes, the same each time and from a file', (_, index, end) => {
  const { use, vm, target, into, ranges } = points[index]!;
  const args = Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, range[end]]));
  const action = { use, vm, target, into, atPs: 26e9, anchor: '', args };
  const struck: number[] = [];
  const observer = {
    record: (kind: number, _at: number, _subject: number, _item: number, _object: number, value: number) => {
      if (kind === recordKinds.fault) struck.push(value);
    },
  };
  const first = run(ecu, { ...options, observers: [observer], adversary: { program: [action] } });
  expect(struck).toHaveLength(1);
  expect(struck[0]).toBeLessThan(2);
  expect(first.fingerprint).not.toBe(run(ecu, options).fingerprint);
  const written = described([`faults.it=${faultText(action)}`]);
  expect(faultsOf(written)).toEqual([{ ...action, vm: target === 'speed' ? (into === '' ? 'other' : into) : vm }]);
  expect(run(written, options).events).toBe(first.events);
});

test('an empty program moves no record of any model', () => {
  const program: Program = [];
  const seen = (adversary: { program: Program } | undefined): string[] => {
    const rows: string[] = [];
    const record = (...row: number[]): void => {
      if (row[0]! < recordKinds.fault) rows.push(row.join(' '));
    };
    run(ecu, { ...options, observers: [{ record }], ...(adversary === undefined ? {} : { adversary }) });
    return rows;
  };
  expect(seen({ program })).toEqual(seen(undefined));
});

test('idle guests release nothing, and the others do not change their luck', () => {
  const released = (idleVms: readonly string[]): string[] => {
    const rows: string[] = [];
    const result = run(ecu, {
      ...options,
      observers: [
        { record: (kind, at, subject) => void (kind === recordKinds.release && rows.push(`${subject} ${at}`)) },
      ],
      adversary: { program: [], idleVms },
    });
    const of = (vm: string) =>
      result.recording.entities.filter(({ kind, name }) => kind === 'task' && name.startsWith(vm));
    const ids = new Set(of('other/').map(({ id }) => String(id)));
    if (idleVms.length > 0) expect(rows.filter((row) => ids.has(row.split(' ')[0]!))).toEqual([]);
    return rows.filter((row) => !ids.has(row.split(' ')[0]!));
  };
  expect(released(['other'])).toEqual(released([]));
});
