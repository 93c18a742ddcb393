import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser';

/** Pictures, not tests: `cargo xtask screenshots`. */
export default defineConfig({
  testDir: './screenshots',
  testMatch: '**/*.shot.ts',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  reporter: [['list']],
  outputDir: './test-results/screenshots',
  use: { launchOptions, viewport: { width: 1440, height: 900 }, locale: 'en-GB' },
});
