/** Typed arrays stay in the rooms that need them, and long files have a reason. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { type Exception, longFiles, typedArrayRooms } from './room-rules.ts';
import { lineOf, parseSource, type SourceFile, sourceFiles } from './source-files.ts';

const typedArray = /^(Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float32|Float64|BigInt64|BigUint64)Array$/;

/** `path:line` of every typed array that is made: `new Int32Array(4)`, `Float64Array.from(...)`. */
function typedArraysIn({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const maker = ts.isNewExpression(node)
      ? node.expression
      : ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
        ? node.expression.expression
        : null;
    if (maker !== null && ts.isIdentifier(maker) && typedArray.test(maker.text))
      found.push(`${path}:${lineOf(tree, node)}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const covers =
  (path: string) =>
  (exception: Exception): boolean =>
    exception.path.endsWith('/') ? path.startsWith(exception.path) : path === exception.path;

const code = sourceFiles().filter(({ isTest, path }) => !isTest && !path.startsWith('bench/'));

describe('typed arrays', () => {
  const made = code
    .map((file) => ({ path: file.path, places: typedArraysIn(file) }))
    .filter(({ places }) => places.length > 0);

  test('are made in their rooms only', () => {
    expect(made.filter(({ path }) => !typedArrayRooms.some(covers(path))).flatMap(({ places }) => places)).toEqual([]);
  });

  test('a room that needs none any more leaves the list', () => {
    expect(typedArrayRooms.filter((room) => !made.some(({ path }) => covers(path)(room)))).toEqual([]);
  });

  test('the rule finds what it is for', () => {
    const planted = 'const a = new Int32Array(4); const b = Float64Array.from([1]); let c: Uint8Array; new Array(3);';
    expect(typedArraysIn(parseSource('engine/planted.ts', planted))).toHaveLength(2);
  });
});

describe('long files', () => {
  const long = sourceFiles()
    .filter(({ isTest, text }) => !isTest && text.trimEnd().split('\n').length > 300)
    .map(({ path }) => path);

  test('have a reason in the list (or are split where two concepts meet)', () => {
    expect(long.filter((path) => !longFiles.some(covers(path)))).toEqual([]);
  });

  test('a file that is short again leaves the list', () => {
    expect(longFiles.filter(({ path }) => !long.includes(path))).toEqual([]);
  });
});

test('every exception says why', () => {
  for (const { path, because } of [...typedArrayRooms, ...longFiles]) expect(because.length, path).toBeGreaterThan(15);
});
