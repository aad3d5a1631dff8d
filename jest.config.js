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
  // Each spec loads everything anew and lets little of it go: every promise then passes through the asynchronous contexts of all specs before it, and
  // the collector goes through their memory. A worker that has grown begins afresh.
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
        runtime: '<rootDir>/test/support/native-runtime.mjs',
        globalSetup: '<rootDir>/test/support/start-postgres.ts',
        globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
      },
    ),
    tier('hardware', ['hardware/**/*.spec.ts', 'test/hardware/**/*.spec.ts']),
    tier('journeys', ['test/journeys/**/*.spec.ts', 'test/faults/**/*.spec.ts'], {
      runtime: '<rootDir>/test/support/native-runtime.mjs',
    }),
    tier('tidy', ['test/tidy.spec.ts', 'test/page-colours.spec.ts']),
  ],
};
