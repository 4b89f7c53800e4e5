/** Every ECU of the shelf still does what it did: one hash per kind of record, in a file beside it. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { goldenFile, goldenOf } from './golden.test-support.ts';
import { shelfEcu, shelfNames } from './shelf.test-support.ts';

it.each(shelfNames)('%s records what its golden says (renew: npx vitest run scenarios/ecus -u)', async (name) => {
  const golden = `${JSON.stringify(goldenOf(shelfEcu(name)), null, 2)}\n`;
  await expect(golden).toMatchFileSnapshot(fileURLToPath(new URL(goldenFile(name), import.meta.url)));
});

it('there is no golden without an ECU', () => {
  const goldens = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.golden.json'));
  expect(goldens.sort()).toEqual(shelfNames.map(goldenFile));
});
