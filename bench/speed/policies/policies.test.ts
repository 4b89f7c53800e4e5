/** The lean machine drives every policy that admits its units, and its units run. */
import { describe, expect, it } from 'vitest';
import { policies } from '../../../models/scheduling/policies.ts';
import type { PolicyDefinition } from '../../../models/scheduling/policy.ts';
import { LeanMachine, leanUnits } from './lean-machine.ts';

describe.each(Object.entries(policies) as [string, PolicyDefinition][])('%s', (_, definition) => {
  it.each([4, 16])('decides among %i units', (runnable) => {
    const options = definition.parameters.parse({}) as never;
    if ((definition.admission?.(leanUnits(definition, runnable, 4), 4, options) ?? []).length > 0) {
      expect(definition.workConserving).toBe(false);
      return;
    }
    const machine = new LeanMachine(definition, runnable, 4);
    const before = machine.decisions;
    machine.go(200);
    expect(machine.decisions - before).toBeGreaterThan(50);
    expect([0, 1, 2, 3].some((p) => machine.running(p) >= 0)).toBe(true);
  });
});
