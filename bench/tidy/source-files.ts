/**
 * The program's own source as the house rules see it: every TypeScript file below the six top-level folders, parsed by
 * TypeScript's own parser, with the imports that stand in it. Paths are relative to the repository's root, with `/`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const floors = ['engine', 'models', 'scenarios', 'analysis', 'reports', 'bench'] as const;

export interface Import {
  /** As written: `../engine/time.ts`, `zod`, `node:fs`. */
  readonly specifier: string;
  /** Path of the file it means, or null when it is a package. */
  readonly target: string | null;
  /** Only types are taken: nothing of it is left in the compiled program. */
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
  /** Tests and laws: they may read more than the code that they stand beside. */
  readonly isTest: boolean;
}

const skippedFolders = new Set(['node_modules', 'dist', 'goldens', 'samples', 'out']);

/** All files below the floors whose name ends in `ending`, sorted. */
export function filesBelow(folders: readonly string[], ending: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !entry.name.startsWith('.')) visit(path);
      } else if (entry.name.endsWith(ending)) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) visit(join(root, folder));
  return found.sort();
}

export function isTestPath(path: string): boolean {
  return /\.(test|laws|bench|test-support|test-data)\.ts$/.test(path) || /(^|\/)(fixtures|testing)\//.test(path);
}

export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  return { path, text, tree, imports: importsOf(tree, path), isTest: isTestPath(path) };
}

let parsed: readonly SourceFile[] | null = null;
/** Every `.ts` file of the six floors, parsed once. */
export function sourceFiles(): readonly SourceFile[] {
  parsed ??= filesBelow(floors, '.ts').map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
  return parsed;
}

function importsOf(tree: ts.SourceFile, path: string): Import[] {
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Expression | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const text = specifier.text;
    const target = text.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), text)) : null;
    imports.push({ specifier: text, target, typeOnly, line: lineOf(tree, node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnlyImport(node));
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal as ts.Expression, true);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return imports;
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

/** 1-based line of a node's first character. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}
