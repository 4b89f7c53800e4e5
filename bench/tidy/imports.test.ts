/**
 * The arrows of the house all point one way. The table stands in `import-rules.ts`; this file reads the imports that
 * are really there and compares.
 */
import { describe, expect, test } from 'vitest';
import { debt, type ImportRow, importTable, shelves, strangers } from './import-rules.ts';
import { floors, type Import, parseSource, type SourceFile, sourceFiles } from './source-files.ts';

function rowOf(path: string): ImportRow {
  const row = importTable.find(({ from }) => path.startsWith(from));
  if (row === undefined) throw new Error(`${path}: no row of the import table holds for it`);
  return row;
}

/** What is wrong with one import, or null. */
function objection(file: SourceFile, { specifier, target, typeOnly }: Import): string | null {
  const row = rowOf(file.path);
  if (target === null) return packageObjection(file, row, specifier);
  if (file.isTest) {
    const floorOf = (path: string): number => floors.findIndex((floor) => path.startsWith(`${floor}/`));
    return floorOf(target) <= floorOf(file.path) ? null : 'a test imports a later floor';
  }
  const begins = (allowed: string): boolean => target.startsWith(allowed);
  if (strangers.some(([from, to]) => file.path.startsWith(from) && target.startsWith(to)))
    return 'these two never import each other';
  if (row.values.some(begins)) return null;
  if (row.types?.some(begins)) return typeOnly ? null : 'only types may be imported';
  return row.because;
}

function packageObjection(file: SourceFile, row: ImportRow, specifier: string): string | null {
  if (specifier.startsWith('node:'))
    return row.node === true || file.isTest ? null : 'Node modules belong to reports/cli, bench and tests';
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const forTests = ['vitest', 'fast-check', 'typescript', 'zod', 'yaml', 'pure-rand'];
  if (row.packages.includes(name) || (file.isTest && forTests.includes(name))) return null;
  return `the table gives ${row.from} no package "${name}"`;
}

function problemsOf(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((one) => {
      const why = objection(file, one);
      const known = debt.includes(`${file.path} -> ${one.target ?? one.specifier}`);
      return why === null || known ? [] : [`${file.path}:${one.line} imports ${one.specifier}: ${why}`];
    }),
  );
}

describe('the arrows of the house', () => {
  test('every import is allowed by the table', () => {
    expect(problemsOf(sourceFiles())).toEqual([]);
  });

  test('the table can say no', () => {
    const planted = [
      parseSource('engine/planted.ts', `import { policies } from '../models/scheduling/policies.ts';`),
      parseSource('analysis/planted.ts', `import type { Policy } from '../models/scheduling/policy.ts';`),
      parseSource('reports/planted.ts', `import { readFileSync } from 'node:fs';`),
      parseSource('reports/media/planted.ts', `import { explainRun } from '../../analysis/explain-run.ts';`),
      parseSource('reports/cli/planted.ts', `export * from '../../models/parameter.ts';`),
      parseSource('models/planted.ts', `const late = await import('yargs');`),
    ];
    expect(problemsOf(planted)).toHaveLength(planted.length);
  });

  test('debt is paid when it is gone', () => {
    const real = new Set(
      sourceFiles().flatMap((file) => file.imports.map((one) => `${file.path} -> ${one.target ?? one.specifier}`)),
    );
    expect(debt.filter((entry) => !real.has(entry))).toEqual([]);
  });

  test('files of a shelf never import each other', () => {
    const siblings = sourceFiles()
      .filter((file) => !file.isTest)
      .flatMap((file) => {
        const shelf = shelves.find((folder) => file.path.startsWith(`${folder}/`));
        if (shelf === undefined) return [];
        const member = memberOf(shelf, file.path);
        return file.imports
          .filter(({ target }) => target?.startsWith(`${shelf}/`) === true && memberOf(shelf, target) !== member)
          .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`);
      });
    expect(siblings).toEqual([]);
  });

  test('no file reaches itself through the values that it imports', () => {
    expect(cycles(sourceFiles().filter((file) => !file.isTest))).toEqual([]);
  });
});

/** A member is a file, or a folder with the member's name (`xen-arm.ts`, `xen-arm/costs.ts`). */
function memberOf(shelf: string, path: string): string {
  return path.slice(shelf.length + 1).split(/[./]/)[0] as string;
}

/** Every file that stands on a cycle of values, as `a -> b -> a`; classes that know each other's types are no cycle. */
function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? [])
      if (!typeOnly && target !== null && byPath.has(target)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return found;
}
