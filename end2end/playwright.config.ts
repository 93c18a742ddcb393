import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser';

/** One worker: the machine is small and one server is shared by the tests. No retries: a flaky test is a broken one. */
export default defineConfig({
  testDir: './tests',
  workers: 1,
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
    { name: 'hydrated', testMatch: '**/*.spec.ts', testIgnore: '**/*.noscript.spec.ts' },
    { name: 'no-script', testMatch: '**/*.noscript.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
