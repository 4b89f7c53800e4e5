/** The shelves as data are complete, say what they are, and give defaults that files would accept. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { count, parseQuantity, type QuantityKind, time, unitsOf } from '../models/parameter.ts';
import { policies } from '../models/scheduling/policies.ts';
import { parametersOf, sheetParameters } from './parameter-list.ts';
import { shelves } from './shelves.ts';

describe('the shelves as data', () => {
  test.each(Object.keys(shelves))('%s: every member says what it is and where it comes from', (name) => {
    const members = shelves[name]!();
    expect(members.length).toBeGreaterThan(2);
    for (const member of members) {
      expect(member.summary, member.name).toMatch(/\S.{10,}/);
      expect(member.origin, member.name).toMatch(/\S/);
    }
    expect(members.map(({ name }) => name)).toEqual(members.map(({ name }) => name).sort());
  });

  test('no policy is missing', () => {
    expect(shelves.policies!().map(({ name }) => name)).toEqual(Object.keys(policies).sort());
  });

  test('every default of a quantity is a quantity', () => {
    const all = Object.values(shelves).flatMap((shelf) => shelf().flatMap(({ parameters }) => parameters));
    const quantities = all.filter((parameter) => parameter.default !== null && parameter.unit in unitsOf);
    expect(quantities.length).toBeGreaterThan(50);
    for (const { unit, default: text } of quantities)
      expect(parseQuantity(unit as QuantityKind, text as string)).toBeTypeOf('number');
  });
});

test('a schema becomes a list', () => {
  const schema = z.object({
    slice: time().default(10e9).describe('10 ms: the handbook'),
    limit: count().optional(),
    mode: z.enum(['fast', 'slow']),
    windows: z.array(z.object({ length: time() })).optional(),
  });
  expect(parametersOf(schema)).toEqual([
    { name: 'slice', unit: 'time', default: '10 ms', required: false, note: '10 ms: the handbook', grade: null },
    { name: 'limit', unit: 'number', default: null, required: false, note: '', grade: null },
    { name: 'mode', unit: 'fast|slow', default: null, required: true, note: '', grade: null },
    { name: 'windows', unit: 'list', default: null, required: false, note: '', grade: null },
    { name: 'windows[].length', unit: 'time', default: null, required: true, note: '', grade: null },
  ]);
});

test('a sheet becomes a list', () => {
  const sheet = { name: 'x', costs: { trap: { value: '376 cycles', source: 'a paper', grade: 'published' } } };
  expect(sheetParameters(sheet)).toEqual([
    { name: 'costs.trap', unit: 'cycles', default: '376 cycles', required: false, note: 'a paper', grade: 'published' },
  ]);
});
