import { describe, expect, test } from 'vitest';
import { geometryProblem, parseGeometry, setsOf } from './geometry.ts';

const problemOf = (text: string): string => {
  const geometry = parseGeometry(text);
  return 'message' in geometry ? geometry.message : 'none';
};

describe('a written geometry', () => {
  test('reads sizes with and without unit', () => {
    const geometry = { sizeBytes: 32768, ways: 8, lineBytes: 64 };
    for (const text of ['32KiB,8,64', '32768,8,64', ' 32 KiB , 8 , 64 B'])
      expect(parseGeometry(text)).toEqual(geometry);
    expect(setsOf(geometry)).toBe(64);
  });

  test.each([
    ['0,8,64', 'the cache has size 0'],
    ['0KiB,8,64', 'the cache has size 0'],
    ['32KiB,0,64', '0 ways: a cache has at least one'],
    ['32KiB,8,60', 'the line of 60 B is not a power of two'],
    ['32KiB,8,0', 'the line of 0 B is not a power of two'],
    ['32KiB,8,8', 'the line of 8 B is outside 16 B to 2048 B'],
    ['32KiB,7,64', '7 ways of 64 B lines do not divide 32768 B'],
    ['96KiB,8,64', '98304 B / (8 ways x 64 B) = 192 sets, which is not a power of two'],
    ['64,8,64', '8 ways of 64 B lines do not divide 64 B'],
    ['4GiB,8,64', '4294967296 B is larger than 2 GiB'],
    ['32KiB,8', 'expects three fields, found 2 in "32KiB,8"'],
    ['32KiB,8,64,1', 'expects three fields, found 4 in "32KiB,8,64,1"'],
    ['32KiB,eight,64', 'expects a number of ways, found "eight"'],
    ['32parsec,8,64', '"parsec" is not a unit of size'],
    ['-32KiB,8,64', 'cannot be negative, found -32KiB'],
    ['1.5B,8,64', '1.5B is not a whole number of bytes'],
    ['', 'expects three fields, found 1 in ""'],
  ])('%s: %s', (text, message) => {
    expect(problemOf(text)).toContain(message);
  });

  test('a cache of three ways has a power of two of sets', () => {
    expect(geometryProblem({ sizeBytes: 48 * 1024, ways: 3, lineBytes: 64 })).toBeNull();
  });
});
