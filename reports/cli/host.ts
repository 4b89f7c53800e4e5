/**
 * What the command line may touch of the machine it runs on: two streams, the environment, the working folder. The
 * real one wraps `process`; tests give their own and read what was said. Files are named relative to `cwd`.
 */

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
  /** Milliseconds of a steady clock, for progress and the speed of a run; no result depends on it. */
  nowMs(): number;
  /** Calls `stop` when the user asks to end (Ctrl-C); the returned function stops listening. */
  onInterrupt(stop: () => void): () => void;
}

/** The running process as a host. */
export function processHost(process: NodeJS.Process): Host {
  const streamOf = (stream: NodeJS.WriteStream): Stream => {
    let closed = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has left (`bulkhead run x | head -1`): there is nobody to tell, and the verdict stays what it is.
      if (error.code !== 'EPIPE') throw error;
      closed = true;
    });
    return {
      write: (text) => {
        if (!closed) stream.write(text);
      },
      isTerminal: stream.isTTY === true,
      get columns() {
        return stream.isTTY === true ? stream.columns : null;
      },
    };
  };
  return {
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    nowMs: () => performance.now(),
    onInterrupt: (stop) => {
      process.on('SIGINT', stop);
      return () => process.off('SIGINT', stop);
    },
  };
}
