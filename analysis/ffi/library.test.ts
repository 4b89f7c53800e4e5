/** The example of the README, as a user would write it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { claims, describeRefutation, ecuOf, fc, refute } from './library.ts';

const shelf = (name: string) =>
  ecuOf(readFileSync(new URL(`../../scenarios/ecus/${name}.yaml`, import.meta.url), 'utf8'));

test('the network device of the media guest stays in its own memory', () => {
  const facts = refute(shelf('ffi-good'), 'FFI-7', { runs: 60 });
  expect(facts.verdict, describeRefutation(facts)).toBe('not_refuted');
});

test('a broken ECU is refuted, with a sentence', () => {
  const facts = refute(shelf('ffi-dma'), 'FFI-1', { runs: 60 });
  expect(facts.verdict).toBe('refuted');
  expect(describeRefutation(facts)).toMatch(/^FFI-1: refuted: a write of media took effect/);
});

test('mistakes are named', () => {
  expect(() => refute(shelf('ffi-dma'), 'FFI-9')).toThrow('has no claim "FFI-9"');
  expect(() => ecuOf('bulkhead: 1\nvms: {a: {asil: E}}')).toThrow(/asil/);
});

test('fc and the shelf of claims come along', () => {
  expect(fc.sample(fc.nat(), { seed: 1, numRuns: 1 })).toHaveLength(1);
  expect(Object.keys(claims)).toContain('spatial');
});
