/**
 * What the command line may touch of the machine it runs on: two streams, the environment, the working folder. The
 * real one wraps `process`; tests give their own and read what was said. Files are named relative to `cwd`.
 */
import { readSync } from 'node:fs';
import { exitCodes } from './exit-codes.ts';
import { fileProblem } from './file-problem.ts';

export interface Stream {
  /** Accepts text at once; the real stream may still be flushing it. */
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in characters, or null when it is not a terminal. */
  readonly columns: number | null;
}

export interface Host {
  readonly out: Stream;
  readonly err: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** All of standard input, at once; throws what the operating system says. */
  readInput(): Uint8Array;
  /** Milliseconds of a steady clock, for progress and the speed of a run; no result depends on it. */
  nowMs(): number;
  /** Calls `stop` when the user asks to end (Ctrl-C); the returned function stops listening. */
  onInterrupt(stop: () => void): () => void;
}

/** The parts of a Node process that a host needs. */
export interface ProcessLike {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  exitCode?: number | string | null | undefined;
  on(event: 'SIGINT', listener: () => void): unknown;
  off(event: 'SIGINT', listener: () => void): unknown;
}

/**
 * The running process as a host. A reader that leaves (`bulkhead run x | head -1`) is no mistake: nothing more is written and
 * the verdict stays what it is. An output that cannot be written (a full disk) sets exit code 2.
 */
export function processHost(process: ProcessLike): Host {
  const tell = (name: string, error: unknown): void => {
    process.exitCode = exitCodes.badInput;
    if (name !== 'standard error') process.stderr.write(`${name}: cannot be written: ${fileProblem(error)}\n`);
  };
  return {
    out: streamOf(process.stdout, (error) => tell('standard output', error)),
    err: streamOf(process.stderr, (error) => tell('standard error', error)),
    env: process.env,
    cwd: process.cwd(),
    readInput: () => {
      if (process.stdin.isTTY === true) process.stderr.write('reading standard input; Ctrl-D ends it\n');
      return readAll(0);
    },
    nowMs: () => performance.now(),
    onInterrupt: (stop) => {
      process.on('SIGINT', stop);
      return () => process.off('SIGINT', stop);
    },
  };
}

/** A pipe may be set not to wait (EAGAIN): then we wait for it. */
function readAll(file: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const wait = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    const part = new Uint8Array(1 << 16);
    try {
      const count = readSync(file, part);
      if (count === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, count));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(wait, 0, 0, 20);
    }
  }
}

function streamOf(stream: NodeJS.WriteStream, onFailure: (error: unknown) => void): Stream {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed && error.code !== 'EPIPE') onFailure(error);
    isClosed = true;
  });
  return {
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY === true ? stream.columns : null;
    },
  };
}
