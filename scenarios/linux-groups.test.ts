/** Groups of a Linux guest (cgroups) in an ECU file: weights and quotas act in a run, and mistakes are found at their place. */
import { describe, expect, it } from 'vitest';
import { recordKinds } from '../models/records.ts';
import { load } from './load.ts';
import { run } from './run.ts';

const ms = 1e9;

function text(groups: string, vcpus = '{main: {}}'): string {
  return [
    'bulkhead: 1',
    'soc: {use: generic-4core, cores: {cpu: {count: 2}}}',
    'memory: {fidelity: none}',
    'vms:',
    '  linux:',
    '    kernel: {use: linux, switch_cost: 0 us, interrupt_cost: 0 us, tick: 1 ms}',
    `    vcpus: ${vcpus}`,
    `    groups: ${groups}`,
    '    tasks:',
    '      media: {activation: always, group: apps}',
    '      maps: {activation: always, group: apps}',
    '      update: {activation: always, group: background}',
    '      shell: {activation: always}',
  ].join('\n');
}

const loaded = (source: string) => load({ main: { path: 'groups.yaml', text: source }, read: () => null });

/** Share of one vCPU that each task gets between 1 s and 3 s. */
function shares(source: string): Record<string, number> {
  const result = loaded(source);
  if (!result.ok) throw new Error(result.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  expect(result.ecu.warnings.filter(({ message }) => message.includes('groups'))).toEqual([]);
  const { recording } = run(result.ecu, { seed: 1, horizonPs: 3000 * ms });
  const since = new Map<number, number>();
  const used: Record<string, number> = {};
  recording.trace.forEach({
    record(kind, atPs, subject) {
      if (kind === recordKinds.dispatch) since.set(subject, atPs);
      if (kind !== recordKinds.undispatch) return;
      const name = recording.entities[subject]!.name.split('/')[1]!;
      const ps = Math.max(0, atPs - Math.max(since.get(subject)!, 1000 * ms));
      used[name] = (used[name] ?? 0) + ps / (2000 * ms);
    },
  });
  return used;
}

describe('groups of a Linux guest', () => {
  it('a group competes as one by its weight', () => {
    const found = shares(text('{apps: {weight: 256}, background: {weight: 128}}'));
    expect(found.shell).toBeCloseTo(0.4, 1);
    expect(found.media! + found.maps!).toBeCloseTo(0.4, 1);
    expect(found.update).toBeCloseTo(0.2, 1);
  });

  it('a quota limits a group on all vCPUs together', () => {
    const two = '{a: {pcpus: [0]}, b: {pcpus: [1]}}';
    const found = shares(text('{apps: {quota: 50 ms, period: 100 ms}, background: {}}', two));
    expect(found.media! + found.maps!).toBeCloseTo(0.5, 1);
    expect(found.update! + found.shell!).toBeGreaterThan(1.3);
  });

  it('a group that contains itself, or an unknown one, is reported at its place', () => {
    const circle = loaded(text('{apps: {parent: background}, background: {parent: apps}}'));
    expect(circle.ok ? [] : circle.problems).toMatchObject([{ line: 8 }]);
    const unknown = loaded(text('{apps: {}}'));
    expect(unknown.ok ? [] : unknown.problems).toMatchObject([{ line: 12 }]);
  });
});
