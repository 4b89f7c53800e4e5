/** `npm run soak`: the laws of the tests over many more generated cases. `SOAK_RUNS` says how many each (default 2 000). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['bench/soak/**/*.soak.ts'], testTimeout: 24 * 3_600_000, maxWorkers: 2, root: '.' },
});
