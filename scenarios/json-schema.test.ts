/**
 * The schema for editors is current, accepts every sound file, and refuses what an editor can see. Regenerate the file with
 * `npx vitest run scenarios/json-schema.test.ts -u`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchema } from './json-schema.ts';

const schema = jsonSchema();

test('the file beside this test is current', async () => {
  await expect(`${JSON.stringify(schema, null, 1)}\n`).toMatchFileSnapshot('./ecu.schema.json');
});

const checker = z.fromJSONSchema(schema as never);
const accepts = (text: string) => checker.safeParse(parse(text)).success;

describe('sound files pass', () => {
  const files = ['./ecus/', './samples/'].flatMap((folder) => {
    const url = new URL(folder, import.meta.url);
    return readdirSync(url)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => new URL(file, url));
  });
  test.each(files.map((url) => [url.pathname.split('/').at(-1)!, url] as const))('%s', (_name, url) => {
    expect(accepts(readFileSync(url, 'utf8'))).toBe(true);
  });
});

describe('what an editor can see', () => {
  test.each([
    ['bulkhead: 1\nvms: {a: {asil: B}}', true],
    ['bulkhead: 1\nbase: other.yaml\nvms: {a: null}', true],
    ['vms: {}', false],
    ['bulkhead: 1\nvmz: {}', false],
    ['bulkhead: 1\nvms: {a: {asil: E}}', false],
    ['bulkhead: 1\nvms: {a: {kernel: linx}}', false],
    ['bulkhead: 1\nvms: {a: {kernel: {use: linux, tock: 1 ms}}}', false],
    ['bulkhead: 1\nvms: {a: {memory: 64}}', false],
    ['bulkhead: 1\nvms: {a: {memory: 64 KB}}', false],
    ['bulkhead: 1\nvms: {a: {memory: 64 KiB @bench}}', true],
    ['bulkhead: 1\nvms: {2nd: {}}', false],
  ])('%j', (text, expected) => expect(accepts(text)).toBe(expected));
});
