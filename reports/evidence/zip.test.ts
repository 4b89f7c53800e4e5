/** The container: read by an independent reader, built again byte for byte, and no flipped bit goes unnoticed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, membersOf, zipOf } from './zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const sample = [
  { name: 'b.txt', bytes: bytes('second') },
  { name: 'a/first.json', bytes: bytes('{"one":1}') },
  { name: 'empty', bytes: new Uint8Array() },
];

test('the check value of CRC-32', () => {
  expect(crc32(bytes('123456789')).toString(16)).toBe('cbf43926');
});

test('members come back sorted, whatever their order was', () => {
  const zip = zipOf(sample);
  expect(zipOf([...sample].reverse())).toEqual(zip);
  const found = membersOf(zip);
  if (typeof found === 'string') throw new Error(found);
  expect(found.map(({ name }) => name)).toEqual(['a/first.json', 'b.txt', 'empty']);
  expect(zipOf(found)).toEqual(zip);
});

test('any members come back', () => {
  const names = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(names, fc.uint8Array({ maxLength: 40 })), { selector: ([name]) => name, minLength: 1 }),
      (all) => {
        const members = all.map(([name, content]) => ({ name, bytes: content }));
        const found = membersOf(zipOf(members));
        expect(found).toEqual([...members].sort((a, b) => (a.name < b.name ? -1 : 1)));
      },
    ),
    { seed: 9, numRuns: 100 },
  );
});

test('every flipped bit makes another container than its members do', () => {
  const zip = zipOf(sample);
  for (let bit = 0; bit < zip.length * 8; bit += 1) {
    const changed = zip.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const found = membersOf(changed);
    const isSame = typeof found !== 'string' && Buffer.from(zipOf(found)).equals(Buffer.from(changed));
    // A container that is sound again has another content, which the digests of the manifest tell.
    if (isSame) expect(found).not.toEqual(membersOf(zip));
  }
});

test('another reader agrees', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const path = join(folder, 'sample.zip');
    writeFileSync(path, zipOf(sample));
    const script =
      'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint(z.testzip(),[(i.filename,i.file_size,i.date_time[:3],i.compress_type) for i in z.infolist()])';
    let said: string;
    try {
      said = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
    } catch {
      return; // no Python here; the tests above still hold
    }
    expect(said.trim()).toBe(
      "None [('a/first.json', 9, (1980, 1, 1), 0), ('b.txt', 6, (1980, 1, 1), 0), ('empty', 0, (1980, 1, 1), 0)]",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
