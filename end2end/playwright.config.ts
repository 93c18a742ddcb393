import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser';

/** Looks at every page there is, before a floor that stands still; each look is for itself. */
const SWEEPS = ['**/access.spec.ts', '**/geometry.spec.ts'];

/** Two workers, each with a server of its own: more would only wait for each other. No retries: a flaky test is a broken one. */
export default defineConfig({
  testDir: './tests',
  workers: 2,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    launchOptions,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'sweeps', testMatch: SWEEPS, fullyParallel: true },
    { name: 'hydrated', testMatch: '**/*.spec.ts', testIgnore: ['**/*.noscript.spec.ts', ...SWEEPS] },
    { name: 'no-script', testMatch: '**/*.noscript.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
