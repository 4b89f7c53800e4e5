import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fingerprintsOf } from './fingerprints.ts';
import { bun, fetchRuntime, fingerprintsIn } from './runtimes.ts';
import { shelf } from './shelf.ts';

const { names, texts } = shelf();
/** The whole shelf is compared by `npm run engines`. */
const chosen = names.filter((name) => ['cockpit', 'minimal', 'waters2019'].includes(name));

describe('an engine that is not V8', () => {
  it('gives the same fingerprints (JavaScriptCore in Bun, which runs the sources as they are)', (context) => {
    const program = fetchRuntime(bun);
    if (program === null) return context.skip('Bun is not in .cache/engines and cannot be fetched');
    const script = fileURLToPath(new URL('in-runtime.ts', import.meta.url));
    expect(fingerprintsIn(program, ['run'], chosen, script)).toEqual(fingerprintsOf(chosen, texts));
  }, 300_000);
});
