import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from './digest.ts';
import { load } from './load.ts';

describe('canonical JSON', () => {
  test.each([
    [{ b: 1, a: [3, { d: null, c: 'x' }] }, '{"a":[3,{"c":"x","d":null}],"b":1}'],
    [{ a: undefined, b: 0.1 }, '{"b":0.1}'],
    // Code units, not alphabet: upper case first, the number 10 before 9.
    [{ a: 1, B: 2, 10: 3, 9: 4 }, '{"10":3,"9":4,"B":2,"a":1}'],
    [['é', '\n', 1e21], '["é","\\n",1e+21]'],
  ])('%j', (value, expected) => expect(canonicalJson(value)).toBe(expected));
});

describe('the digest', () => {
  const loaded = load({
    main: 'dir/main.yaml',
    read: () => 'bulkhead: 1\nvms: {a: {tasks: {t: {period: 1 ms, execution: 1 us}}}}',
  });
  if (!loaded.ok) throw new Error('the file is sound');
  const { origin: _origin, warnings: _warnings, sha256, ...described } = loaded.ecu;

  test('is SHA-256 of the canonical JSON, as another implementation computes it', () => {
    expect(sha256).toBe(createHash('sha256').update(canonicalJson(described), 'utf8').digest('hex'));
  });

  test('does not depend on the order of keys', () => {
    const turned = Object.fromEntries(Object.entries(described).reverse()) as typeof described;
    expect(digestOf(turned)).toBe(sha256);
  });

  test('does not depend on where the file lies', () => {
    const elsewhere = load({
      main: '/tmp/main.yaml',
      read: () => 'vms: {a: {tasks: {t: {execution: 1 us, period: 1ms}}}}\nbulkhead: 1 # version',
    });
    expect(elsewhere).toMatchObject({ ok: true, ecu: { sha256 } });
  });
});
