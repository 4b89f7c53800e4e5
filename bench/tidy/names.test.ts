/**
 * Names and words of the house: what a file may be called, how it opens, and which parts of the language stay out.
 * Everything below the command line must give the same bits in every JavaScript engine, so clocks, locales and the
 * functions whose last digits the language leaves to the engine (ECMA-262, 21.3.2: "implementation-approximated") are
 * not used there.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesBelow, floors, lineOf, parseSource, root, type SourceFile, sourceFiles } from './source-files.ts';

/** Functions of `Math` that ECMA-262 defines to the bit, and its constants; all other functions are approximated. */
const exactMath = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN2 LN10 LOG2E LOG10E PI SQRT1_2 SQRT2'.split(' '),
);
const bannedGlobals = new Set([
  'Date',
  'performance',
  'Intl',
  'process',
  'Buffer',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'WeakRef',
]);
const bannedMembers = new Set(['toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase', 'localeCompare']);

function isBelowCommandLine({ path, isTest }: SourceFile): boolean {
  return (
    !isTest && !path.startsWith('reports/cli/') && !path.startsWith('bench/') && !path.startsWith('reports/playground/')
  );
}

/** Names that a file gives a meaning of its own: imported, or declared at its top. */
function ownNames(tree: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings))
        for (const { name } of bindings.elements) names.add(name.text);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      names.add(statement.name.text);
    else if (ts.isClassDeclaration(statement) && statement.name !== undefined) names.add(statement.name.text);
  }
  return names;
}

/** One sentence per use of something that has no place in deterministic code. */
function unsteady({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  const own = ownNames(tree);
  const visit = (node: ts.Node): void => {
    const say = (what: string): number => found.push(`${path}:${lineOf(tree, node)} ${what}`);
    if (ts.isAwaitExpression(node)) say('await');
    else if (ts.isIdentifier(node) && bannedGlobals.has(node.text) && !own.has(node.text) && isFreeName(node))
      say(node.text);
    else if (ts.isPropertyAccessExpression(node)) {
      if (bannedMembers.has(node.name.text)) say(node.name.text);
      const isMath = ts.isIdentifier(node.expression) && node.expression.text === 'Math';
      if (isMath && !exactMath.has(node.name.text)) say(`Math.${node.name.text}`);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
      // A whole literal base: engines follow fdlibm, whose pow is exact where the result is a representable integer.
      const isWhole =
        ts.isBigIntLiteral(node.left) || (ts.isNumericLiteral(node.left) && Number.isInteger(Number(node.left.text)));
      if (!isWhole) say('** of variables');
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The name stands for the global thing: it is no key, no member, no declared name. */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent))
    return parent.name !== node;
  return (
    !ts.isParameter(parent) &&
    !ts.isBindingElement(parent) &&
    !ts.isPropertyDeclaration(parent) &&
    !ts.isMethodSignature(parent)
  );
}

function forbiddenSyntax({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const say = (what: string): number => found.push(`${path}:${lineOf(tree, node)} ${what}`);
    if (ts.isEnumDeclaration(node)) say('enum');
    if (ts.isModuleDeclaration(node) && !ts.isStringLiteral(node.name)) say('namespace');
    if (ts.isExportAssignment(node)) say('default export');
    if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword))
      say('default export');
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) say('parameter property');
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Words joined by hyphens; a version keeps its dots. */
const words = '[a-z0-9]+(-[a-z0-9]+(\\.[0-9]+)*)*';
const fileName = new RegExp(
  `^${words}(\\.(test|test-support|test-data|laws|bench|(pinned|fuzz)\\.test|golden|d))?\\.ts$`,
);
const emptyNames = new Set(['utils.ts', 'util.ts', 'types.ts', 'helpers.ts', 'common.ts', 'misc.ts', 'index.ts']);

describe('deterministic code', () => {
  test('no clock, no locale, no approximated mathematics, no await below the command line', () => {
    expect(sourceFiles().filter(isBelowCommandLine).flatMap(unsteady)).toEqual([]);
  });

  test('the rule finds what it is for', () => {
    const planted = `const a = Date.now(); Math.random(); x ** y; const n = (5).toLocaleString(); await a; Math.exp(1);
      const fine = { Date: 1 }; fine.Date; 1024 ** 2; Math.floor(2.5);`;
    expect(
      unsteady(parseSource('engine/planted.ts', planted)).map((line) => line.split(' ').slice(1).join(' ')),
    ).toEqual(['Date', 'Math.random', '** of variables', 'toLocaleString', 'await', 'Math.exp']);
    const own = `import type { Buffer } from './queue.ts'; export const size = (buffer: Buffer) => buffer.size; process.exit();`;
    expect(unsteady(parseSource('models/planted.ts', own))).toEqual(['models/planted.ts:1 process']);
  });
});

describe('names', () => {
  test('no enum, namespace, parameter property or default export', () => {
    const isOurs = ({ path }: SourceFile): boolean => path !== 'vitest.config.ts';
    expect(sourceFiles().filter(isOurs).flatMap(forbiddenSyntax)).toEqual([]);
  });

  test('that rule finds what it is for', () => {
    const planted =
      'enum A { B } namespace C { export const d = 1 } export default 5; class E { constructor(private f: number) {} }';
    expect(forbiddenSyntax(parseSource('engine/planted.ts', planted))).toHaveLength(4);
  });

  test('files are kebab-case and say what they hold', () => {
    const odd = sourceFiles().filter(({ path }) => !fileName.test(basename(path)) || emptyNames.has(basename(path)));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  test('every file opens with what it is', () => {
    const mute = sourceFiles().filter(({ text, isTest }) => {
      const opening = /^(?:#![^\n]*\n)?\s*\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
      return !isTest && opening.replace(/[\s*]+/g, ' ').trim().length < 30;
    });
    expect(mute.map(({ path }) => path)).toEqual([]);
  });

  test('every floor has a README of at most 40 lines', () => {
    const present = new Set(filesBelow(floors, 'README.md'));
    expect(floors.filter((floor) => !present.has(`${floor}/README.md`))).toEqual([]);
    const long = [...present].filter(
      (path) => readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length > 40,
    );
    expect(long).toEqual([]);
  });

  test('files are short: half below 150 lines, none above 700 (those above 300 have a reason in `room-rules.ts`)', () => {
    const lengths = sourceFiles()
      .filter(({ isTest }) => !isTest)
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }));
    const over = (lines: number): string[] =>
      lengths.filter((file) => file.lines > lines).map((file) => `${file.path}: ${file.lines} lines`);
    expect(over(700)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(150);
  });
});
