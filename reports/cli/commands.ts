/** Registry of the shelf `commands/`: one line per command. */
import type { Command } from './command.ts';
import { boot } from './commands/boot.ts';
import { bound } from './commands/bound.ts';
import { cache } from './commands/cache.ts';
import { compare } from './commands/compare.ts';
import { evidence } from './commands/evidence.ts';
import { explain } from './commands/explain.ts';
import { ffi } from './commands/ffi.ts';
import { list } from './commands/list.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { schema } from './commands/schema.ts';
import { search } from './commands/search.ts';
import { validate } from './commands/validate.ts';

export const commands: Readonly<Record<string, Command>> = {
  run,
  validate,
  list,
  schema,
  replay,
  compare,
  cache,
  bound,
  explain,
  search,
  boot,
  ffi,
  evidence,
};
