import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowestFiles } from './test/slowest-files.ts';

/** Tests with stacks of their own wait more than they compute, so two of their files run side by side. */
const WITH_STACKS = { testTimeout: 60_000, hookTimeout: 120_000, sequence: { groupOrder: 1 } };

/** No test asserts a time; on a machine that does other work, too, a second of computing can take ten. */
const COMPUTING = { testTimeout: 30_000 };

const PURE = ['test/unit/{domain,schemas,web,wording}/**/*.test.ts'];

export default defineConfig({
  test: {
    // By default Vitest leaves one core free, which is half of a machine with two.
    maxWorkers: Math.max(2, availableParallelism()),
    reporters: ['default', new SlowestFiles()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: PURE,
          ...COMPUTING,
        },
      },
      // They mock nothing and have no state, so files may share a thread.
      { test: { name: 'unit-pure', include: PURE, pool: 'threads', isolate: false, ...COMPUTING } },
      { test: { name: 'statemachine', include: ['test/statemachine/**/*.test.ts'], ...COMPUTING } },
      {
        root: 'embedded-aws',
        // Nothing in it has state outside of its objects, so files may share a thread.
        test: {
          name: 'embedded-aws-unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          ...COMPUTING,
        },
      },
      {
        root: 'embedded-aws',
        test: {
          name: 'embedded-aws-integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: [resolve(import.meta.dirname, 'embedded-aws/test/integration/shared-stack.ts')],
          ...WITH_STACKS,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/local/package-once.ts'],
          ...WITH_STACKS,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/integration/local/package-once.ts'],
          ...WITH_STACKS,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts', 'cli/**/*.ts', 'schemas/{policy/*,read-policy}.ts'],
      exclude: ['functions/runtime/environment-credentials.ts', 'cli/{contacts,build}.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 95, statements: 95, functions: 95, branches: 90 },
    },
  },
});
