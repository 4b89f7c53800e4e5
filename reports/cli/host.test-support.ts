/** A host for tests: what was said is kept, the working folder is a new temporary one, nothing reaches the real process. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host, Stream } from './host.ts';

export interface TestHost extends Host {
  readonly said: { out: string; err: string };
  /** What Ctrl-C would do now. */
  interrupt(): void;
}

export interface TestHostOptions {
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What stands on standard input. */
  readonly input?: string;
}

export function testHost({
  terminal = false,
  columns = 80,
  env = { LANG: 'C.UTF-8', NO_COLOR: '1' },
  cwd,
  input = '',
}: TestHostOptions = {}): TestHost {
  const said = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const streamTo = (name: 'out' | 'err'): Stream => ({
    write: (text) => {
      said[name] += text;
    },
    isTerminal: terminal,
    columns: terminal ? columns : null,
  });
  let nowMs = 0;
  return {
    said,
    out: streamTo('out'),
    err: streamTo('err'),
    env,
    cwd: cwd ?? mkdtempSync(join(tmpdir(), 'bulkhead-')),
    readInput: () => new TextEncoder().encode(input),
    nowMs: () => {
      nowMs += 60;
      return nowMs;
    },
    onInterrupt: (stop) => {
      listeners.add(stop);
      return () => listeners.delete(stop);
    },
    interrupt: () => {
      for (const stop of listeners) stop();
    },
  };
}
