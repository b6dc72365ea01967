import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most of a test's time is spent waiting for containers, git and npm, so a few run beside one another even on two cores.
    maxWorkers: 3,
  },
});
