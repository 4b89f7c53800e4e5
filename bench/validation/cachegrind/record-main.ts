/** Makes the known answers again: `node dist/bench/validation/cachegrind/record-main.js`, from the top of the repository. */
import { join } from 'node:path';
import { recordKnownAnswers } from './record.ts';

recordKnownAnswers(join('bench', 'validation', 'cachegrind'));
