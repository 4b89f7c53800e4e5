/** The shelf of hypervisor profiles: every member is complete, its units are right, and zero means no hypervisor. */
import { describe, expect, it } from 'vitest';
import { policies } from '../scheduling/policies.ts';
import type { PolicyDefinition } from '../scheduling/policy.ts';
import { cost, costKeys, costPs, profileSchema } from './profile.ts';
import { profiles } from './profiles.ts';

const members = Object.entries(profiles);

describe.each(members)('profile %s', (name, profile) => {
  it('is complete, with units, sources and grades', () => {
    expect(profileSchema.safeParse(profile).error?.issues ?? []).toEqual([]);
    expect(profile.name).toBe(name);
  });

  it('schedules by a policy that exists and works for vCPUs', () => {
    const shelf: Readonly<Record<string, PolicyDefinition>> = policies;
    expect(shelf[profile.policy.value]?.levels).toContain('hypervisor');
  });

  it('says nothing that is only to stand in for something else', () => {
    expect(JSON.stringify(profile)).not.toMatch(/stands? in\b|stand-in|placeholder|until .* on the shelf/);
  });

  it('costs something, unless there is no hypervisor', () => {
    for (const key of costKeys) {
      const ps = costPs(cost().parse(profile.costs[key].value), 1_200_000_000);
      expect(ps > 0, key).toBe(name !== 'none');
      expect(ps, `${key} is below 50 us`).toBeLessThan(50e6);
    }
  });

  it('does not switch worlds for less than a trap', () => {
    const ps = (key: 'trap' | 'world_switch') => costPs(cost().parse(profile.costs[key].value), 1_200_000_000);
    expect(ps('world_switch')).toBeGreaterThanOrEqual(ps('trap'));
  });
});

it('takes the scheduler that each one ships as its default', () => {
  const shipped = Object.fromEntries(members.map(([name, { policy }]) => [name, policy.value]));
  expect(shipped).toMatchObject({
    acrn: 'bvt',
    'kvm-arm': 'eevdf',
    'kvm-arm-vhe': 'eevdf',
    'kvm-x86': 'eevdf',
    'pikeos-like': 'pikeos-like',
    'l4re-like': 'fiasco',
    'sel4-camkes': 'sel4-rr',
    'xen-arm': 'credit2',
    'xen-x86': 'credit2',
  });
});

describe('what the RTAS 2023 logs say', () => {
  const injectionPs = (name: 'bao' | 'jailhouse' | 'xen-arm' | 'sel4-camkes') =>
    costPs(cost().parse(profiles[name].costs.injection.value), 1_200_000_000);

  it('bounds the time that a guest tick loses', () => {
    expect(injectionPs('bao')).toBeLessThanOrEqual(1.5e6);
    expect(injectionPs('jailhouse')).toBeLessThanOrEqual(1.2e6);
    expect(injectionPs('xen-arm')).toBeGreaterThanOrEqual(2.0e6);
    expect(injectionPs('xen-arm')).toBeLessThanOrEqual(3.5e6);
    expect(injectionPs('sel4-camkes')).toBeGreaterThanOrEqual(20e6);
    expect(injectionPs('sel4-camkes')).toBeLessThanOrEqual(22e6);
  });

  it('orders the four as measured: Bao, Jailhouse, Xen, seL4', () => {
    const costs = (['bao', 'jailhouse', 'xen-arm', 'sel4-camkes'] as const).map(injectionPs);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  });
});

describe('cost', () => {
  it('reads times and cycles', () => {
    expect(cost().parse('1.8 us')).toEqual({ kind: 'time', ps: 1_800_000 });
    expect(cost().parse('376 cycles')).toEqual({ kind: 'cycles', cycles: 376 });
    expect(cost().parse('2 kcycles')).toEqual({ kind: 'cycles', cycles: 2000 });
  });

  it('rounds up, so that a cycle never costs nothing', () => {
    expect(costPs({ kind: 'cycles', cycles: 1 }, 3_000_000_000)).toBe(334);
    expect(costPs({ kind: 'cycles', cycles: 1200 }, 1_200_000_000)).toBe(1_000_000);
  });

  it('keeps the help of the quantity that it is', () => {
    const { error } = cost().safeParse('5');
    expect(error?.issues[0]).toMatchObject({ code: 'custom', params: { help: [expect.stringContaining('5 ms')] } });
  });
});
