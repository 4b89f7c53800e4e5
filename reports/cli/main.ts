#!/usr/bin/env node
/** The program `bulkhead`: connects the process to the command line. The exit code is set, not forced, so that pipes are flushed. */
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { processHost } from './host.ts';
import { inlineMore } from './inlining.ts';

inlineMore();
const code = await cli(process.argv.slice(2), processHost(process), commands);
process.exitCode ??= code;
