import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/{core,surfaces,architecture,fuzz}/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // One browser at a time: two cores with two Chromiums time out for no fault of the code.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // After the others, which say what is wrong faster.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
