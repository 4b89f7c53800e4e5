/**
 * An instant of the simulation runs through some thirty small functions. V8 stops putting them into one another after
 * 920 bytes of bytecode per compiled function; with more room the cockpit simulates about a quarter faster
 * (`npm run bench ecus`). The setting is that of the whole process, worker threads too, and changes no result.
 */
import { setFlagsFromString } from 'node:v8';

/** Before anything is simulated: code that is compiled already stays as it is. */
export function inlineMore(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=2500');
}
