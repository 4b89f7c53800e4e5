import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engine,models,scenarios,analysis,reports,bench}/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
