/** The real host on a made-up process: streams that close, streams that fail, Ctrl-C. */
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type ProcessLike, processHost } from './host.ts';

class FakeStream extends EventEmitter {
  text = '';
  isTTY = true;
  columns = 100;
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

function fakeProcess() {
  const stdout = new FakeStream();
  const stderr = new FakeStream();
  const signals = new EventEmitter();
  const process = {
    stdout,
    stderr,
    env: {},
    cwd: () => '/work',
    on: signals.on.bind(signals),
    off: signals.off.bind(signals),
  } as unknown as ProcessLike;
  return { stdout, stderr, signals, process };
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe('the process as a host', () => {
  test('a reader that leaves is no mistake', () => {
    const { stdout, stderr, process } = fakeProcess();
    const host = processHost(process);
    host.out.write('one\n');
    stdout.emit('error', failure('EPIPE'));
    host.out.write('two\n');
    expect(stdout.text).toBe('one\n');
    expect(stderr.text).toBe('');
    expect(process.exitCode).toBeUndefined();
  });

  test('a full disk is said once and is bad input', () => {
    const { stdout, stderr, process } = fakeProcess();
    processHost(process);
    stdout.emit('error', failure('ENOSPC'));
    stdout.emit('error', failure('ENOSPC'));
    expect(stderr.text).toBe('standard output: cannot be written: the disk is full\n');
    expect(process.exitCode).toBe(2);
  });

  test('the width is that of the terminal, also after it changed; a pipe has none', () => {
    const { stdout, stderr, process } = fakeProcess();
    stderr.isTTY = false;
    const host = processHost(process);
    stdout.columns = 72;
    expect(host.out.columns).toBe(72);
    expect(host.err.columns).toBeNull();
  });

  test('Ctrl-C is heard only while somebody listens', () => {
    const { signals, process } = fakeProcess();
    let heard = 0;
    const end = processHost(process).onInterrupt(() => heard++);
    signals.emit('SIGINT');
    end();
    signals.emit('SIGINT');
    expect(heard).toBe(1);
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});
