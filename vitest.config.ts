import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    // Test data may be lost with the machine: the store answers without waiting for the disk.
    env: { EMBEDDED_STORE_SYNC: 'false' },
    // Only against hanging: a slow machine may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
