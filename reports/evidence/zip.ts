/**
 * A ZIP file that is a function of its members: stored, sorted by name, dated 1980-01-01, no extra fields. So a reader can build
 * it again from what it read and compare every byte; nothing can hide between the members.
 *
 * Source: PKWARE APPNOTE 6.3.10 (local headers, central directory, end record). Names are ASCII; sizes stay below 4 GiB.
 */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
/** 1980-01-01 in the date format of DOS. */
const firstDate = 0x21;
const version = 20;

export function zipOf(members: readonly Member[]): Uint8Array {
  const sorted = [...members].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const heads = sorted.map(({ name, bytes }) => ({ name: asciiOf(name), bytes, sum: crc32(bytes) }));
  const bodyBytes = heads.reduce((sum, { name, bytes }) => sum + localBytes + name.length + bytes.length, 0);
  const directoryBytes = heads.reduce((sum, { name }) => sum + centralBytes + name.length, 0);
  const zip = new Uint8Array(bodyBytes + directoryBytes + endBytes);
  const view = new DataView(zip.buffer);
  let at = 0;
  let entry = bodyBytes;
  for (const { name, bytes, sum } of heads) {
    const offset = at;
    view.setUint32(at, localSignature, true);
    describe(view, at + 4, sum, bytes.length, name.length);
    zip.set(name, at + localBytes);
    zip.set(bytes, at + localBytes + name.length);
    at += localBytes + name.length + bytes.length;
    view.setUint32(entry, centralSignature, true);
    view.setUint16(entry + 4, version, true);
    describe(view, entry + 6, sum, bytes.length, name.length);
    view.setUint32(entry + 42, offset, true);
    zip.set(name, entry + centralBytes);
    entry += centralBytes + name.length;
  }
  view.setUint32(entry, endSignature, true);
  view.setUint16(entry + 8, heads.length, true);
  view.setUint16(entry + 10, heads.length, true);
  view.setUint32(entry + 12, directoryBytes, true);
  view.setUint32(entry + 16, bodyBytes, true);
  return zip;
}

/** The 26 bytes that local header and directory share, from `version needed` on. */
function describe(view: DataView, at: number, sum: number, size: number, nameLength: number): void {
  view.setUint16(at, version, true);
  view.setUint16(at + 8, firstDate, true);
  view.setUint32(at + 10, sum, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}

/** Members by walking the local headers, or a sentence about what is no such file. */
export function membersOf(zip: Uint8Array): Member[] | string {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const members: Member[] = [];
  let at = 0;
  while (at + localBytes <= zip.length && view.getUint32(at, true) === localSignature) {
    const size = view.getUint32(at + 18, true);
    const nameLength = view.getUint16(at + 26, true);
    const from = at + localBytes + nameLength + view.getUint16(at + 28, true);
    if (view.getUint16(at + 8, true) !== 0) return 'a member is compressed; members of a pack are stored';
    if (from + size > zip.length) return 'it ends in the middle of a member';
    const name = String.fromCharCode(...zip.subarray(at + localBytes, at + localBytes + nameLength));
    members.push({ name, bytes: zip.slice(from, from + size) });
    at = from + size;
  }
  return members.length === 0 ? 'it is no ZIP file' : members;
}

function asciiOf(name: string): Uint8Array {
  return Uint8Array.from(name, (character) => character.charCodeAt(0) & 0x7f);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  return (sum ^ 0xffff_ffff) >>> 0;
}
