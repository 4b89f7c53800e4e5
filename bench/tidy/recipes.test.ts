/**
 * The recipes of CONTRIBUTING are complete: each is compiled with the house's own settings, loaded as if it stood where it
 * says, and put through what the members of its shelf must pass.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunFacts } from '../../analysis/fact.ts';
import { laws } from '../../models/scheduling/policies.laws.ts';
import type { PolicyDefinition } from '../../models/scheduling/policy.ts';
import { cli } from '../../reports/cli/cli.ts';
import type { Command } from '../../reports/cli/command.ts';
import { testHost } from '../../reports/cli/host.test-support.ts';
import type { SheetDefinition } from '../../reports/sheet.ts';
import { socSheetSchema } from '../../scenarios/soc.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';
import { root } from './source-files.ts';

const recipes = codeBlocks(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')).filter(
  ({ language, file }) => language === 'ts' && file !== null,
);
/** Inside the repository, so that packages resolve; ignored by git. */
const scratch = join(root, '.cache', 'recipes');

/** Writes the recipe to a scratch folder, with its relative imports pointing at the real files. */
function place({ file, text }: CodeBlock): string {
  const target = join(scratch, file as string);
  const from = dirname(join(root, file as string));
  const moved = text.replace(
    /from '(\.[^']*)'/g,
    (_, specifier: string) => `from '${relative(dirname(target), join(from, specifier))}'`,
  );
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, moved);
  return target;
}

async function memberOf<T>(file: string): Promise<T> {
  const module = (await import(/* @vite-ignore */ join(scratch, file))) as Record<string, T>;
  return Object.values(module)[0] as T;
}

describe('the recipes of CONTRIBUTING', () => {
  beforeAll(() => {
    for (const recipe of recipes) place(recipe);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('there is one for each kind of member', () => {
    expect(recipes.map(({ file }) => dirname(file as string))).toEqual([
      'models/scheduling/policies',
      'scenarios/socs',
      'reports/sheets',
      'reports/cli/commands',
    ]);
  });

  test('compile as they stand', () => {
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config as {
      compilerOptions: object;
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const program = ts.createProgram(
      recipes.map(({ file }) => join(scratch, file as string)),
      { ...options, noEmit: true, rootDir: root },
    );
    // Only the recipes themselves: the rest of the house is checked by `npm run lint`.
    const own = recipes.flatMap(({ file }) => {
      const source = program.getSourceFile(join(scratch, file as string));
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    });
    expect(own.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  test('the policy passes the laws of its shelf', async () => {
    const policy = await memberOf<PolicyDefinition>('models/scheduling/policies/rate-monotonic.ts');
    const held = laws.filter((law) => law.concerns?.(policy) ?? true);
    expect(held.length).toBeGreaterThan(3);
    for (const law of held) law.check(policy);
  });

  test('the SoC passes the schema of its shelf', async () => {
    expect(socSheetSchema.safeParse(await memberOf('scenarios/socs/two-core-board.ts')).error?.issues ?? []).toEqual(
      [],
    );
  });

  test('the sheet finds the busiest core, and is left out without cores', async () => {
    const sheet = await memberOf<SheetDefinition>('reports/sheets/busiest-core.ts');
    const pcpu = (name: string, busyPs: number) => ({
      pcpu: name,
      coreType: 'a53',
      busyPs,
      idlePs: 0,
      overheadPs: 0,
      worldSwitches: 0,
      perVmPs: [],
    });
    const write = (pcpus: readonly object[]) =>
      sheet.write({ facts: { pcpus } as unknown as RunFacts } as Parameters<typeof sheet.write>[0]);
    expect(write([pcpu('pcpu0', 1e9), pcpu('pcpu1', 5e9)])?.title).toBe('pcpu1 is busiest');
    expect(write([])).toBeNull();
  });

  test('the command runs, and its mistakes are reported by the socket', async () => {
    const digest = await memberOf<Command>('reports/cli/commands/digest.ts');
    const host = testHost();
    expect(await cli(['digest', 'minimal'], host, { digest })).toBe(0);
    expect(host.said.out).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await cli(['digest', 'minmal'], testHost(), { digest })).toBe(2);
  });
});
