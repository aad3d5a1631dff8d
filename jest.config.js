// Jest's settings: every tier of tests, ESM through SWC with decorator metadata.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { swcOptions } from './test/support/compiled-typescript.mjs';
import { makeRunFolder, useMemory } from './test/support/memory-place.mjs';

// Beside what a run removes: what it compiled, and how long each spec took, serve the next.
const cacheDirectory = join(tmpdir(), `jest_${process.getuid().toString(36)}`);
// Told to the workers: their temporary files lie elsewhere.
process.env.SSCARD_TEST_COMPILED = join(cacheDirectory, 'compiled');
useMemory();
makeRunFolder();

const swc = ['@swc/jest', swcOptions];

/** What its files import is loaded once for all of a worker (docs/decisions/0090). */
const native = { runtime: '<rootDir>/test/support/native-runtime.mjs' };

/** One tier: where its promises live, and whether it needs the database server or the reader lock. */
const tier = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  cacheDirectory,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': swc },
  moduleNameMapper: {
    '^#(libs|hardware)/(.*)\\.js$': '<rootDir>/$1/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
  ...extra,
});

export default {
  cacheDirectory,
  // One more than the two cores it is meant for: where programs are waited for, another spec goes on.
  maxWorkers: 3,
  // What specs leave behind is gone through by the collector in all that follow: a worker that has grown begins afresh.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/long-first.mjs',
  // A guard only, for real programs on a busy machine; a promise about time measures it itself.
  testTimeout: 60_000,
  projects: [
    tier('unit', ['libs/**/*.spec.ts', 'apps/web/**/*.spec.ts']),
    tier(
      'store',
      ['apps/central/**/*.spec.ts', 'apps/bank-simulator/**/*.spec.ts', 'apps/agent/**/*.spec.ts'],
      {
        ...native,
        globalSetup: '<rootDir>/test/support/start-postgres.ts',
        globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
      },
    ),
    tier('hardware', ['hardware/**/*.spec.ts', 'test/hardware/**/*.spec.ts']),
    tier('journeys', ['test/journeys/**/*.spec.ts', 'test/faults/**/*.spec.ts'], native),
    tier('tidy', ['test/tidy.spec.ts', 'test/page-colours.spec.ts']),
  ],
};
