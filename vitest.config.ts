import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Longer than any deadline inside a test, such as that of an image's build: what is late is then told by what it waited for.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Engines, git and npm on a busy machine: what failed is tried once more, and the report names it either way.
    retry: 1,
    // Most of a test's time is spent waiting for containers, git and npm, so a few run beside one another even on two cores.
    maxWorkers: 3,
  },
});
