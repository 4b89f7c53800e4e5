/**
 * What README and CONTRIBUTING show is true: their commands run here as a reader would type them, in one folder per
 * document and in the order of the page; what only a fresh clone can do stands in `.ci/run`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../reports/cli/cli.ts';
import { commands } from '../../reports/cli/commands.ts';
import { testHost } from '../../reports/cli/host.test-support.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';
import { root } from './source-files.ts';

const documents = ['README.md', 'CONTRIBUTING.md'] as const;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** `npx bulkhead run "a b" > x.json   # exits 1` as words, file and exit code. */
function parseCommand(line: string): { words: string[]; into: string | null; exits: number } {
  const exits = Number(/#\s*exits (\d)/.exec(line)?.[1] ?? 0);
  const bare = line.replace(/\s+#.*$/, '');
  const into = /\s>\s*(\S+)$/.exec(bare)?.[1] ?? null;
  const command = bare.replace(/\s>\s*\S+$/, '').replace(/^npx bulkhead\s*/, '');
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
  return { words, into, exits };
}

async function runLine(line: string, cwd: string): Promise<void> {
  expect(line, 'every command of a run block is one of bulkhead').toMatch(/^npx bulkhead /);
  const { words, into, exits } = parseCommand(line);
  const host = testHost({ cwd });
  const code = await cli(words, host, commands);
  expect(`${line}: exit ${code} ${code === exits ? '' : host.said.err}`.trim()).toBe(`${line}: exit ${exits}`);
  if (into !== null) writeFileSync(join(cwd, into), host.said.out);
}

describe.each(documents)('%s', (document) => {
  const blocks = codeBlocks(read(document));

  test('its commands run', async () => {
    const { cwd } = testHost();
    for (const block of blocks) {
      if (block.file !== null && block.language !== 'ts') {
        mkdirSync(dirname(join(cwd, block.file)), { recursive: true });
        writeFileSync(join(cwd, block.file), block.text);
      }
      if (block.role === 'run') for (const line of commandLines(block)) await runLine(line, cwd);
    }
  }, 180_000);

  test('what only a fresh clone can do is done by .ci/run', () => {
    const script = read('.ci/run');
    const lines = blocks.filter(({ role }) => role === 'ci').flatMap(commandLines);
    const missing = lines
      .flatMap((line) => line.split(' && '))
      .filter((command) => !script.includes(`step ${command}`));
    expect(missing).toEqual([]);
  });

  test('every shell block says how it is kept true', () => {
    const loose = blocks.filter(({ language, role }) => language === 'bash' && role === '');
    expect(loose.map(({ line }) => `${document}:${line}`)).toEqual([]);
  });

  test('every local link leads somewhere', () => {
    const links = [...read(document).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|<img[^>]* src="([^":]+)"/g)].map(
      ([, link, image]) => (link ?? image) as string,
    );
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});

describe('README', () => {
  test('gives a reason for every dependency, and for nothing else', () => {
    const section = read('README.md').split('## What it stands on')[1] as string;
    const named = [...section.matchAll(/^\| `([^`]+)` \| .+ \|$/gm)].map(([, name]) => name as string);
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const needed = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
    expect(named.sort()).toEqual(needed.sort());
  });

  test('names every script that holds the program to account, and none that is not there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = new Set([...read('README.md').matchAll(/`npm run (\w+)/g)].map(([, name]) => name as string));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
    const forCode = ['build', 'prepare', 'start', 'lint', 'format', 'test'];
    expect(Object.keys(scripts).filter((name) => !forCode.includes(name) && !named.has(name))).toEqual([]);
  });

  test('shows a picture that was made by a real run of today', async () => {
    const host = testHost({ cwd: root });
    const code = await cli(['replay', 'reports/picture.svg'], host, commands);
    expect(`${host.said.out}${host.said.err}`).toMatch(/\nsame {2}/);
    expect(code).toBe(0);
  });
});

function commandLines({ text }: CodeBlock): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
