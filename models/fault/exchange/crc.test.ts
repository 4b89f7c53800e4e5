/** Check values of "123456789" as the CRC catalogues (and AUTOSAR's specification of CRC routines) print them. */
import { expect, test } from 'vitest';
import { type CrcName, crcOf, crcs } from './crc.ts';

const digits = [...'123456789'].map((character) => character.charCodeAt(0));
const published: Readonly<Record<CrcName, string>> = {
  'CRC8 SAE J1850': '4b',
  CRC8H2F: 'df',
  'CRC16 CCITT-FALSE': '29b1',
  CRC32P4: '1697d06a',
  CRC64: '995dc9bbdf1939fa',
};

test.each(Object.entries(published))('%s', (name, wanted) => {
  const halves = crcOf(crcs[name as CrcName], digits);
  const width = crcs[name as CrcName].bits / 4 / halves.length;
  expect(halves.map((half) => half.toString(16).padStart(width, '0')).join('')).toBe(wanted);
});

test('one flipped bit is always seen', () => {
  for (const definition of Object.values(crcs)) {
    const sum = crcOf(definition, digits);
    for (let bit = 0; bit < digits.length * 8; bit += 1) {
      const changed = digits.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(crcOf(definition, changed)).not.toEqual(sum);
    }
  }
});
