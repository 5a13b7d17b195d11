/** Tests of pages that take a minute or more each. `npm run test:web` runs them, `npm test` does not. */
const furtherPages = process.env.WEB_TESTS === 'all' ? [] : ['<rootDir>/tests/web/further/'];

/** Node strips the types, so nothing is transformed; tests are ES modules like the code they test. */
export default {
  rootDir: '..',
  testEnvironment: '<rootDir>/libs/test-kit/src/jest/test-environment.ts',
  runtime: '<rootDir>/libs/test-kit/src/jest/runtime.ts',
  globalSetup: '<rootDir>/libs/test-kit/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/test-kit/src/jest/global-teardown.ts',
  testSequencer: '<rootDir>/libs/test-kit/src/jest/test-sequencer.ts',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  testMatch: ['<rootDir>/{libs,services,tests}/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...furtherPages],
  modulePathIgnorePatterns: ['<rootDir>/.local/'],
  // Ends tests that hang. It is more than ten times what a test takes on a busy machine.
  testTimeout: 120_000,
  // Tests wait more than they compute: two workers left a quarter of two cores idle.
  maxWorkers: 3,
};
