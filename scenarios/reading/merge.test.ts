/**
 * The merge rule. The table is the one of RFC 7396, appendix A, as far as it can be written without arrays or scalars at the
 * root; each line is written in YAML's flow style.
 */
import { expect, test } from 'vitest';
import { merge, strip } from './merge.ts';
import { Report } from './report.ts';
import { isMap, isScalar, type Node } from './tree.ts';
import { parseValue } from './yaml-text.ts';

function node(text: string): Node {
  const report = new Report();
  const parsed = parseValue('test', text, report, { line: 0, column: 0, home: '', scope: null });
  expect(report.sorted()).toEqual([]);
  return parsed!;
}

function plain(value: Node): unknown {
  if (isMap(value))
    return Object.fromEntries([...value.entries.values()].map((entry) => [entry.key, plain(entry.value)]));
  if (isScalar(value)) return value.isNull ? null : value.text;
  return value.items.map(plain);
}

test.each([
  ['{a: b}', '{a: c}', '{a: c}'],
  ['{a: b}', '{b: c}', '{a: b, b: c}'],
  ['{a: b}', '{a: null}', '{}'],
  ['{a: b, b: c}', '{a: null}', '{b: c}'],
  ['{a: [b]}', '{a: c}', '{a: c}'],
  ['{a: c}', '{a: [b]}', '{a: [b]}'],
  ['{a: {b: c}}', '{a: {b: d, c: null}}', '{a: {b: d}}'],
  ['{a: [{b: c}]}', '{a: [1]}', '{a: [1]}'],
  ['[a, b]', '[c, d]', '[c, d]'],
  ['{a: b}', '[c]', '[c]'],
  ['{e: null}', '{a: 1}', '{a: 1}'],
  ['[1, 2]', '{a: b, c: null}', '{a: b}'],
  ['{}', '{a: {bb: {ccc: null}}}', '{a: {bb: {}}}'],
  // Another "use" replaces the whole map; the same one, or none, merges.
  ['{use: a, x: 1}', '{use: b, y: 2}', '{use: b, y: 2}'],
  ['{use: a, x: 1}', '{use: a, y: 2}', '{use: a, x: 1, y: 2}'],
  ['{use: a, x: 1}', '{y: 2}', '{use: a, x: 1, y: 2}'],
])('%s with %s is %s', (below, above, expected) => {
  expect(plain(strip(merge(node(below), node(above))))).toEqual(plain(node(expected)));
});

test('merged text keeps its own place', () => {
  const merged = merge(node('{a: 1,\n b: 2}'), node('{b: 3}'));
  const lines = isMap(merged) ? [...merged.entries.values()].map(({ key, value }) => [key, value.place.line]) : [];
  expect(lines).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
});
