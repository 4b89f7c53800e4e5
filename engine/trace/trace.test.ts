import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import type { RecordSink } from './record-sink.ts';
import { fingerprintOfToy } from './trace.laws.ts';
import { Trace } from './trace.ts';

type Row = [number, number, number, number, number, number];

function rowsOf(trace: Trace): Row[] {
  const rows: Row[] = [];
  trace.forEach({ record: (...row) => rows.push(row) });
  return rows;
}

function someRows(count: number): Row[] {
  return Array.from({ length: count }, (_, n) => [n % 200, n * 1e9, n % 7, n, -1, n * 2 ** 20]);
}

function play(rows: readonly Row[], sink: RecordSink): void {
  for (const row of rows) sink.record(...row);
}

describe('trace', () => {
  it('gives back what was recorded, in order, over many chunks', () => {
    const rows = someRows(50_000);
    const trace = new Trace();
    play(rows, trace);
    expect(trace.size).toBe(50_000);
    expect(rowsOf(trace)).toEqual(rows);
  });

  it('keeps only what is asked for, and shows everything to observers', () => {
    const seen: Row[] = [];
    const trace = new Trace({ keep: (kind) => kind === 3, observers: [{ record: (...row) => seen.push(row) }] });
    const rows = someRows(1000);
    play(rows, trace);
    expect(rowsOf(trace)).toEqual(rows.filter(([kind]) => kind === 3));
    expect(trace.size).toBe(5);
    expect(seen).toEqual(rows);
  });

  it('lets everything go, fingerprint and observers apart, when it is more than may be kept', () => {
    let seen = 0;
    const rows = someRows(50_000);
    const [bounded, whole] = [
      new Trace({ keepAtMost: 40_000, observers: [{ record: () => void (seen += 1) }] }),
      new Trace({ keepAtMost: 2 ** 16 }),
    ];
    play(rows, bounded);
    play(rows, whole);
    expect([bounded.isWhole, bounded.size, rowsOf(bounded).length, seen]).toEqual([false, 0, 0, 50_000]);
    expect([whole.isWhole, whole.size]).toEqual([true, 50_000]);
    expect(bounded.fingerprint()).toBe(whole.fingerprint());
  });
});

describe('fingerprint', () => {
  it('is the SHA-256 of its documented ingredients (computed here with Node)', () => {
    const rows = someRows(3000);
    const trace = new Trace({ fingerprint: (kind) => kind < 100 });
    play(rows, trace);
    const hash = createHash('sha256');
    let position = 0;
    for (const [kind, atPs, subject, item, object, value] of rows) {
      if (kind >= 100) continue;
      const bytes = Buffer.alloc(33);
      bytes.writeUInt8(kind, 0);
      bytes.writeDoubleLE(atPs, 1);
      bytes.writeInt32LE(subject, 9);
      bytes.writeInt32LE(item, 13);
      bytes.writeInt32LE(object, 17);
      bytes.writeDoubleLE(value, 21);
      bytes.writeUInt32LE(position++, 29);
      hash.update(bytes);
    }
    const digest = hash.digest('hex');
    expect(trace.fingerprint()).toBe(digest);
    expect(trace.fingerprint()).toBe(digest);
  });

  it('does not depend on what is kept, and moves with every column and with the order', () => {
    const rows = someRows(10);
    const of = (some: readonly Row[], keep: boolean) => {
      const trace = new Trace({ keep: () => keep });
      play(some, trace);
      return trace.fingerprint();
    };
    const digest = of(rows, true);
    expect(of(rows, false)).toBe(digest);
    for (let column = 0; column < 6; column++) {
      const changed = structuredClone(rows);
      changed[4]![column]!++;
      expect(of(changed, true)).not.toBe(digest);
    }
    expect(of([rows[1]!, rows[0]!, ...rows.slice(2)], true)).not.toBe(digest);
  });

  it('is the same however maps were filled, and differs by seed', () => {
    const digest = fingerprintOfToy(1, (names) => names);
    expect(fingerprintOfToy(1, (names) => names.toReversed())).toBe(digest);
    expect(fingerprintOfToy(1, (names) => [...names.slice(3), ...names.slice(0, 3)])).toBe(digest);
    expect(fingerprintOfToy(2, (names) => names)).not.toBe(digest);
  });
});

describe('in a worker thread', () => {
  const engine = dirname(dirname(fileURLToPath(import.meta.url)));
  const compiled = join(dirname(engine), '.cache', `engine-in-worker-${process.pid}`);
  afterAll(() => rmSync(compiled, { recursive: true, force: true }));

  it('the same run has the same fingerprint', async () => {
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
    };
    for (const folder of ['', 'trace']) {
      mkdirSync(join(compiled, folder), { recursive: true });
      for (const name of readdirSync(join(engine, folder)).filter((file) => /(?<!\.test)\.ts$/.test(file))) {
        const source = readFileSync(join(engine, folder, name), 'utf8');
        const { outputText } = ts.transpileModule(source, { compilerOptions });
        writeFileSync(join(compiled, folder, name.replace(/\.ts$/, '.js')), outputText);
      }
    }
    const toy = pathToFileURL(join(compiled, 'trace', 'trace.laws.js')).href;
    const main = join(compiled, 'main.mjs');
    writeFileSync(
      main,
      `import { parentPort } from 'node:worker_threads';
       import { fingerprintOfToy } from '${toy}';
       parentPort.postMessage(fingerprintOfToy(1, (names) => names));`,
    );
    const fingerprint = await new Promise((resolve, reject) => {
      const worker = new Worker(main);
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(fingerprint).toBe(fingerprintOfToy(1, (names) => names));
  });
});
