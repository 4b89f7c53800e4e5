/** The command line as a whole, with a small shelf of its own: help, mistakes, exit codes, completion. */
import { describe, expect, test } from 'vitest';
import { InternalError } from '../../engine/check.ts';
import { type CommandShelf, cli } from './cli.ts';
import { BadInput, defineCommand } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type TestHostOptions, testHost } from './host.test-support.ts';

const greet = defineCommand({
  name: 'greet',
  usage: '<who>',
  positionals: { who: { type: 'string', demandOption: true, describe: 'Somebody' } },
  summary: 'Say hello',
  options: {
    loud: { type: 'boolean', describe: 'Louder' },
    as: { type: 'string' },
    set: { type: 'string', array: true, nargs: 1 },
    json: { type: 'boolean' },
  },
  examples: [['greet Ada', 'Greets Ada']],
  complete: () => ['Ada', 'Grace'],
  run: async ({ who, loud, set }, host) => {
    if (who === 'nobody')
      throw new BadInput('somebody.yaml:3:5: nobody is not somebody\n     3 | x: y\n       |     ^');
    if (who === 'bug') throw new InternalError('charges of a/b job 41 sum to 6');
    host.out.write(`hello ${who}${loud === true ? '!' : ''} ${JSON.stringify(set ?? [])}\n`);
    return who === 'villain' ? exitCodes.violated : exitCodes.met;
  },
});
const shelf: CommandShelf = { greet };

async function call(line: string, options: TestHostOptions = {}): Promise<{ code: number; out: string; err: string }> {
  const host = testHost(options);
  const code = await cli(line === '' ? [] : line.split(' '), host, shelf);
  return { code, ...host.said };
}

describe('arguments', () => {
  test('reach the command typed', async () => {
    expect(await call('greet Ada --loud --set a.b=1 --set c=2')).toEqual({
      code: 0,
      out: 'hello Ada! ["a.b=1","c=2"]\n',
      err: '',
    });
  });

  test('a repeated option never eats the next word', async () => {
    expect((await call('greet --set a=1 Ada')).out).toBe('hello Ada ["a=1"]\n');
  });

  test('a repeated flag is the flag', async () => {
    expect((await call('greet Ada --loud --loud')).out).toBe('hello Ada! []\n');
  });

  test('numbers and dots stay text', async () => {
    expect((await call('greet 007')).out).toBe('hello 007 []\n');
  });

  test('a value after a space may begin with a dash', async () => {
    for (const value of ['-', '-1s', '-32KiB,8,64'])
      expect((await call(`greet Ada --set ${value} --loud`)).out).toBe(`hello Ada! ["${value}"]\n`);
    expect((await call('greet Ada --loud -')).code).toBe(2);
    expect((await call('greet Ada --set --loud')).code).toBe(2);
    expect((await call('greet Ada --as -h')).out).toContain('Say hello');
  });

  test('the command decides between 0 and 1', async () => {
    expect((await call('greet villain')).code).toBe(1);
  });
});

describe('help', () => {
  test('lists the commands, and an example of each', async () => {
    const { code, out } = await call('--help');
    expect(code).toBe(0);
    expect(out).toContain('greet <who>');
    expect(out).toContain('Exit codes: 0 requirements met');
    expect((await call('greet --help')).out).toContain('bulkhead greet Ada');
  });

  test('is not translated by the locale', async () => {
    expect((await call('--help', { env: { LANG: 'de_DE.UTF-8' } })).out).toContain('Commands:');
  });

  test('version', async () => {
    expect(await call('--version')).toMatchObject({ code: 0, err: '' });
    expect((await call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('mistakes of the user', () => {
  test.each([
    ['', /^no command given\n {7}commands: greet, completion\n {7}more: bulkhead --help\n/],
    ['great Ada', /unknown command "great"[\s\S]*did you mean "greet"\?/],
    ['greet Ada --lout', /unknown option "--lout" of "bulkhead greet"[\s\S]*did you mean "--loud"\?/],
    ['greet Ada Grace', /"Grace" is one word too many/],
    ['greet', /^which who\?\n {7}shelf: Ada, Grace\n {7}Somebody\n {7}usage: bulkhead greet <who>/],
    ['greet Ada --as x --as y', /^--as is given 2 times: x, y\n {7}it takes one value/],
    ['greet Ada --set', /set/],
  ])('%j', async (line, why) => {
    const { code, out, err } = await call(line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(why);
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/1 error; nothing was run, nothing was written {3}exit 2$/);
  });

  test('a located problem keeps its caret', async () => {
    const { code, err } = await call('greet nobody');
    expect(code).toBe(2);
    expect(err).toContain('somebody.yaml:3:5 error nobody is not somebody\n     3 | x: y\n       |     ^\n');
  });

  test('with --json standard output is still one JSON document', async () => {
    const { code, out } = await call('greet nobody --json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      tool: { name: 'bulkhead' },
      problems: [{ message: expect.stringContaining('nobody') }],
    });
  });
});

test('the list of commands is never cut', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `greet${index}`);
  const many = Object.fromEntries(names.map((name) => [name, { ...greet, name }]));
  for (const words of [[], ['rnu']]) {
    const host = testHost({});
    expect(await cli(words, host, many)).toBe(2);
    expect(host.said.err).toContain(`commands: ${[...names, 'completion'].join(', ')}\n`);
  }
});

describe('mistakes of the program', () => {
  test('are internal errors with the line that repeats them, without a stack', async () => {
    const { code, err } = await call('greet bug');
    expect(code).toBe(3);
    expect(err).toContain('internal error: charges of a/b job 41 sum to 6');
    expect(err).toContain('please report this line:  bulkhead greet bug   exit 3');
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('show the stack when asked', async () => {
    expect((await call('greet bug', { env: { BULKHEAD_STACK: '1' } })).err).toMatch(/\n\s+at /);
  });
});

describe('completion', () => {
  test('prints a script', async () => {
    const { code, out } = await call('completion');
    expect(code).toBe(0);
    expect(out).toContain('bulkhead');
    expect(out).toContain('complete');
  });

  test('offers commands, names and options', async () => {
    expect((await call('--get-yargs-completions bulkhead gr')).out).toContain('greet');
    expect((await call('--get-yargs-completions bulkhead greet A')).out.trim()).toBe('Ada');
    expect((await call('--get-yargs-completions bulkhead greet --lo')).out).toContain('--loud');
  });
});
