/** Results appear together or not at all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadInput, Interrupted } from './command.ts';
import { testHost } from './host.test-support.ts';
import { writeFiles } from './output-folder.ts';

const files = [
  { name: 'report.html', text: '<p>' },
  { name: 'tables/tasks.csv', text: 'a,b\n' },
];

describe('writing results', () => {
  test('makes the folder and names the files as the user would', async () => {
    const host = testHost();
    expect(await writeFiles('out/cockpit', files, host)).toEqual([
      'out/cockpit/report.html',
      'out/cockpit/tables/tasks.csv',
    ]);
    expect(readFileSync(join(host.cwd, 'out/cockpit/tables/tasks.csv'), 'utf8')).toBe('a,b\n');
    expect(readdirSync(join(host.cwd, 'out/cockpit'))).toEqual(['report.html', 'tables']);
  });

  test('replaces the files of an earlier run and leaves others alone', async () => {
    const host = testHost();
    mkdirSync(join(host.cwd, 'out'));
    writeFileSync(join(host.cwd, 'out/report.html'), 'old');
    writeFileSync(join(host.cwd, 'out/notes.txt'), 'mine');
    await writeFiles('out', files, host);
    expect(readFileSync(join(host.cwd, 'out/report.html'), 'utf8')).toBe('<p>');
    expect(readFileSync(join(host.cwd, 'out/notes.txt'), 'utf8')).toBe('mine');
  });

  test("a file in the way is the user's to move", async () => {
    const host = testHost();
    writeFileSync(join(host.cwd, 'out'), 'a file');
    const error = await writeFiles('out/cockpit', files, host).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(BadInput);
    expect((error as BadInput).text).toMatch(/^out\/cockpit: cannot be written: a part of the path is a file/);
    expect(readdirSync(host.cwd)).toEqual(['out']);
  });

  test.runIf(existsSync('/proc/self'))('a file system that makes no folders says so, at once', async () => {
    const error = await writeFiles('/proc/bulkhead/out', files, testHost()).catch((error: unknown) => error);
    expect((error as BadInput).text).toMatch(/^\/proc\/bulkhead\/out: cannot be written: not permitted/);
  });

  test('a name that no file system takes is bad input, too', async () => {
    await expect(writeFiles(`out/${'x'.repeat(300)}`, files, testHost())).rejects.toThrow(/the name is too long/);
  });

  test('Ctrl-C in the middle takes back what was not finished', async () => {
    const host = testHost();
    mkdirSync(join(host.cwd, 'out'));
    writeFileSync(join(host.cwd, 'out/report.html'), 'old');
    const writing = writeFiles('out', files, host);
    host.interrupt();
    await expect(writing).rejects.toThrow(Interrupted);
    expect(readFileSync(join(host.cwd, 'out/report.html'), 'utf8')).toBe('old');
    expect(readdirSync(join(host.cwd, 'out'))).toEqual(['report.html']);
  });

  test('a folder that was made for nothing goes again', async () => {
    const host = testHost();
    const writing = writeFiles('out/a/b', files, host);
    host.interrupt();
    await expect(writing).rejects.toThrow(Interrupted);
    expect(existsSync(join(host.cwd, 'out'))).toBe(false);
  });
});
