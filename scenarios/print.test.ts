/**
 * The law of printing: what is printed loads, and is the same ECU.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EcuDescription } from './ecu.ts';
import { load } from './load.ts';
import { printEcu } from './print.ts';

const files = ['./ecus/', './samples/'].flatMap((folder) => {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => new URL(file, url));
});

function loaded(name: string, text: string, overrides: readonly string[] = []): EcuDescription {
  const result = load({ main: name, read: () => text }, { overrides });
  if (!result.ok) throw new Error(result.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return result.ecu;
}

describe('what is printed is the same ECU', () => {
  test.each(files.map((url) => [url.pathname.split('/').at(-1)!, url] as const))('%s', (name, url) => {
    const ecu = loaded(name, readFileSync(url, 'utf8'));
    const again = loaded(name, printEcu(ecu));
    const { sha256: _one, ...described } = ecu;
    const { sha256: _other, ...printed } = again;
    expect(printed).toEqual(described);
    expect(again.sha256).toBe(ecu.sha256);
  });

  const everything = readFileSync(new URL('./samples/everything.yaml', import.meta.url), 'utf8');
  test.each([
    [['vms.load.vcpus.app.1.weight=7']],
    [['requirements.R-2.max=70 ms']],
    [['soc.accelerators=null', 'vms.safe.tasks.third=null']],
    [['description="a: b # c, [d] {e} \'f\' \\"g\\""', 'name="- x"']],
  ])('also after %j', (overrides) => {
    const ecu = loaded('everything.yaml', everything, overrides);
    expect(loaded('everything.yaml', printEcu(ecu)).sha256).toBe(ecu.sha256);
  });
});

test('defaults are written out, sheets stand in comments', () => {
  const text = printEcu(
    loaded(
      'm.yaml',
      'bulkhead: 1\nsoc: zcu104\nvms: {a: {vcpus: {v: {count: 2}}, tasks: {t: {period: 10 ms, execution: 1 ms}}}}',
    ),
  );
  expect(text).toContain('run: {horizon: 10 s, warm_up: 0 s, seed: 1}');
  expect(text).toMatch(/^ +# clock: 1\.2 GHz/m);
  expect(text).toMatch(/v: \{count: 2, pcpus: \[0, 1, 2, 3\], weight: 256/);
  expect(text).toMatch(/# deadline: 10 ms/);
  expect(text).not.toMatch(/^ +deadline:/m);
});
