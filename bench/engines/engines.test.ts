/**
 * The goldens of the whole shelf hold in an engine that is not V8 and in a worker thread. Whole horizons and more engines are
 * compared by `npm run engines`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenHorizonPs, storedGolden } from '../../scenarios/ecus/golden.test-support.ts';
import { filesBelow, isTestPath } from '../tidy/source-files.ts';
import type { Fingerprints } from './fingerprints.ts';
import { bun, fetchRuntime, fingerprintsIn } from './runtimes.ts';
import { root, shelf } from './shelf.ts';

const { names, texts } = shelf();
const goldens = Object.fromEntries(names.map((name) => [name, storedGolden(name).fingerprint]));

describe('an engine that is not V8', () => {
  it('gives the golden fingerprints (JavaScriptCore in Bun, which runs the sources as they are)', (context) => {
    const program = fetchRuntime(bun);
    if (program === null) return context.skip('Bun is not in .cache/engines and cannot be fetched');
    const script = fileURLToPath(new URL('in-runtime.ts', import.meta.url));
    expect(fingerprintsIn(program, ['run'], names, goldenHorizonPs, script)).toEqual(goldens);
  }, 300_000);
});

describe('a worker thread', () => {
  const compiled = join(root, '.cache', `ecus-in-worker-${process.pid}`);
  beforeAll(() => compileInto(compiled), 120_000);
  afterAll(() => rmSync(compiled, { recursive: true, force: true }));

  it('gives the golden fingerprints, also when two of them run at once', async () => {
    const answers = await Promise.all([inWorker(compiled, names), inWorker(compiled, [...names].reverse())]);
    for (const fingerprints of answers) expect(fingerprints).toEqual(goldens);
  }, 120_000);
});

/** Strips the types of everything that a run needs; packages are found in the repository's `node_modules`. */
function compileInto(folder: string): void {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    rewriteRelativeImportExtensions: true,
  };
  const sources = filesBelow(['engine', 'models', 'scenarios'], '.ts').filter((path) => !isTestPath(path));
  for (const path of [...sources, 'bench/engines/fingerprints.ts']) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, path), 'utf8'), { compilerOptions });
    const target = join(folder, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

function inWorker(folder: string, wanted: readonly string[]): Promise<Fingerprints> {
  const main = join(folder, `main-${wanted[0]}.mjs`);
  const module = pathToFileURL(join(folder, 'bench', 'engines', 'fingerprints.js')).href;
  writeFileSync(
    main,
    `import { parentPort, workerData } from 'node:worker_threads';
     import { fingerprintsOf } from '${module}';
     parentPort.postMessage(fingerprintsOf(workerData.wanted, workerData.texts, workerData.longestPs));`,
  );
  return new Promise((resolve, reject) => {
    const worker = new Worker(main, { workerData: { wanted, texts, longestPs: goldenHorizonPs } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
