import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

// Vite's own server conditions, with ours first: tests run from source, no build between edit and run.
const conditions = ['@objectstack/source', 'module', 'node', 'development|production'];

// `vitest run` is the everyday run with a fixed seed; `vitest run --mode deep` adds *.deep.test.ts and takes a fresh one.
// SEED=n replays a run. tests/support/ says what the tests are given.
export default defineConfig(({ mode }) => {
  const deep = mode === 'deep';
  const seed = Number(process.env.SEED ?? (deep ? randomInt(2 ** 31) : 20_260_101));
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      include: ['packages/**/*.test.ts', 'tests/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts'],
      exclude: [
        '**/node_modules/**',
        '**/dist/**',
        'tests/real-upgrades/**',
        ...(deep ? [] : ['**/*.deep.test.ts']),
      ],
      environment: 'node',
      pool: 'forks',
      // One process runs many files, so that each loads all of the spec once; they wait for engines more than they compute.
      isolate: false,
      maxWorkers: 3,
      testTimeout: 30_000,
      hookTimeout: 60_000,
      globalSetup: ['tests/support/postgres-server.ts', 'tests/support/mysql-server.ts'],
      setupFiles: ['tests/support/seed.ts'],
      reporters: ['default', './tests/support/tally-reporter.ts'],
      provide: { deep, seed },
      coverage: { provider: 'v8', include: ['packages/*/src/**'], exclude: ['**/*.test.ts'] },
    },
  };
});
