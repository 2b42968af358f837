import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowestFiles } from './test/slowest-files.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SlowestFiles()],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], env: { POWERTOOLS_DEV: 'false' } } },
      { test: { name: 'statemachine', include: ['test/statemachine/**/*.test.ts'] } },
      {
        root: 'embedded-aws',
        // Nothing of it has state outside of its objects, so files may share a thread.
        test: { name: 'embedded-aws-unit', include: ['test/unit/**/*.test.ts'], pool: 'threads', isolate: false },
      },
      {
        root: 'embedded-aws',
        test: {
          name: 'embedded-aws-integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: [resolve(import.meta.dirname, 'embedded-aws/test/integration/shared-stack.ts')],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/local/package-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/integration/local/package-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts', 'cli/**/*.ts', 'schemas/{policy/*,read-policy,webhook-secrets}.ts'],
      exclude: ['functions/runtime/environment-credentials.ts', 'cli/{contacts,build}.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 90 },
    },
  },
});
