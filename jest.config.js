// Jest's settings: every tier of tests, ESM through SWC with decorator metadata.
const swc = [
  '@swc/jest',
  {
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      experimental: { keepImportAttributes: true },
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
    sourceMaps: 'inline',
  },
];

/** One tier: where its promises live, and whether it needs the database server or the reader lock. */
const tier = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
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
  // Jest would keep one of two cores for itself.
  maxWorkers: 2,
  // A guard only, for real programs on a busy machine; a promise about time measures it itself.
  testTimeout: 60_000,
  projects: [
    tier('unit', ['libs/**/*.spec.ts', 'apps/web/**/*.spec.ts']),
    tier(
      'store',
      ['apps/central/**/*.spec.ts', 'apps/bank-simulator/**/*.spec.ts', 'apps/agent/**/*.spec.ts'],
      {
        globalSetup: '<rootDir>/test/support/start-postgres.ts',
        globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
      },
    ),
    tier('hardware', ['hardware/**/*.spec.ts', 'test/hardware/**/*.spec.ts']),
    tier('journeys', ['test/journeys/**/*.spec.ts', 'test/faults/**/*.spec.ts']),
    tier('tidy', ['test/tidy.spec.ts']),
  ],
};
