/** Runs the laws over every policy of the registry, and checks the registry itself. */
import { describe, expect, test } from 'vitest';
import { laws } from './policies.laws.ts';
import { policies } from './policies.ts';
import type { PolicyDefinition } from './policy.ts';

const members: [string, PolicyDefinition][] = Object.entries(policies);

describe.each(members)('%s', (name, definition) => {
  test('its registry name is its own, and it says where it comes from', () => {
    expect(definition.name).toBe(name);
    expect(definition.origin.length).toBeGreaterThan(10);
    expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    expect(definition.parameters.safeParse({}).success).toBe(true);
    expect(definition.unitParameters.safeParse({}).success).toBe(true);
  });
  test.each(laws.filter((law) => law.concerns?.(definition) ?? true))('$name', ({ check }) => {
    check(definition);
  });
});
