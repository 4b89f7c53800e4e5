/** Which face a terminal gets, by its size, its locale and what its user asked for; and texts that must survive it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testHost } from '../host.test-support.ts';
import { bar, walledBar } from './bar.ts';
import { cells, makeStyle, shorten, styleOf, toAscii } from './style.ts';

const utf8 = { LANG: 'de_DE.UTF-8' };
const isColoured = (text: string): boolean => text.includes('\u001b');

function style(env: Record<string, string>, options: { terminal?: boolean; columns?: number; noColor?: boolean } = {}) {
  const { terminal = true, columns = 80, noColor } = options;
  const host = testHost({ terminal, columns, env });
  return styleOf(host, host.out, { noColor });
}

describe('the face of a terminal', () => {
  test('colour and UTF-8 where both are there', () => {
    const { ascii, pipe, violated } = style(utf8);
    expect({ ascii, pipe, coloured: isColoured(violated('x')) }).toEqual({ ascii: false, pipe: false, coloured: true });
  });

  test.each([
    ['NO_COLOR', style({ ...utf8, NO_COLOR: '1' })],
    ['--no-color', style(utf8, { noColor: true })],
    ['TERM=dumb', style({ ...utf8, TERM: 'dumb' })],
    ['a pipe', style(utf8, { terminal: false })],
  ])('no colour with %s', (_why, { violated, strong, dim }) => {
    expect([violated('a'), strong('b'), dim('c')]).toEqual(['a', 'b', 'c']);
  });

  test('an empty NO_COLOR asks for nothing', () => {
    expect(isColoured(style({ ...utf8, NO_COLOR: '' }).strong('x'))).toBe(true);
  });

  test.each([
    [{}, true],
    [{ LANG: 'C' }, true],
    [{ LANG: 'C.UTF-8' }, false],
    [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: '', LC_CTYPE: 'en_US.utf8' }, false],
    [{ TERM: 'dumb', LANG: 'C.UTF-8' }, true],
  ])('ASCII by the locale %j: %s', (env, ascii) => {
    expect(style(env).ascii).toBe(ascii);
  });

  test('a pipe is ASCII, whatever the locale', () => {
    expect(style(utf8, { terminal: false })).toMatchObject({ pipe: true, ascii: true });
  });

  test.each([
    [20, 40],
    [80, 80],
    [200, 120],
  ])('%d columns give lines of %d', (columns, width) => {
    expect(style(utf8, { columns }).width).toBe(width);
  });
});

describe('texts', () => {
  const parameters = { seed: 20260101, numRuns: 500 };
  const glyphs = makeStyle({ columns: 80, pipe: false, ascii: false, colour: false }).glyphs;

  test('ASCII keeps what it can', () => {
    expect(toAscii('8.16 µs ≤ 10 000 × “Übergröße”…')).toBe('8.16 us <= 10 000 x "Ubergro?e"...');
  });

  test('ASCII is ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toAscii(text)).toMatch(/^[\n\x20-\x7e]*$/);
      }),
      parameters,
    );
  });

  test('a shortened text fits, and a short one is left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const cut = shorten(text, width, glyphs);
        expect(cells(cut)).toBeLessThanOrEqual(width);
        if (cells(text) <= width) expect(cut).toBe(text);
      }),
      parameters,
    );
  });

  test('a bar shows that something is there, and passes the wall only when the limit is broken', () => {
    expect(bar(0, 10, glyphs)).toBe('');
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 20, noNaN: true }), fc.boolean(), (ratio, isOver) => {
        fc.pre(isOver ? ratio > 1 : ratio <= 1);
        const { before, wall, after } = walledBar(ratio, 10, 5, glyphs, isOver);
        expect(cells(before + wall + after)).toBe(16);
        expect(before.trim().length).toBeGreaterThan(0);
        expect(after.trim().length > 0).toBe(isOver);
      }),
      parameters,
    );
  });
});
