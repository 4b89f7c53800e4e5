/** Every suite loads, and runs under every policy that lets vCPUs share a core. */
import { describe, expect, test } from 'vitest';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../models/scheduling/policy.ts';
import { load } from './load.ts';
import { run } from './run.ts';
import { suiteOf, suites } from './suites.ts';

/** A core for each vCPU by their nature: they refuse, and say so. */
const oneVcpuPerCore = ['noop', 'static'];

const names = Object.entries(policies as Readonly<Record<string, PolicyDefinition>>)
  .filter(([, { levels }]) => levels.includes('hypervisor'))
  .map(([name]) => name);

describe.each(Object.values(suites))('$name', ({ name, text }) => {
  const loaded = (overrides: readonly string[]) =>
    load({ main: { path: `suite:${name}`, text }, read: () => null }, { overrides });

  test('is called what the shelf calls it, and holds nothing that is not simulated', () => {
    const result = loaded([]);
    if (!result.ok) throw new Error(result.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
    expect(result.ecu.name).toBe(name);
    expect(result.ecu.warnings).toEqual([]);
    expect(result.ecu.requirements.length).toBeGreaterThan(1);
    expect(suiteOf(`suite:${name}`)?.text).toBe(text);
  });

  test.each(names)('under %s', (policy) => {
    const result = loaded([`hypervisor.policy=${policy}`]);
    if (oneVcpuPerCore.includes(policy)) {
      expect(result.ok).toBe(false);
      return;
    }
    if (!result.ok) throw new Error(result.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
    expect(run(result.ecu, { seed: 1, horizonPs: 40e9, keep: () => false }).events).toBeGreaterThan(20);
  });
});

test('an unknown suite is none', () => {
  expect([suiteOf('suite:none'), suiteOf('overload'), suiteOf('suite:constructor')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
