import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser';

/** Figures, not tests: `cargo xtask bench page latency`. Nothing is asserted about time. */
export default defineConfig({
  testDir: './measure',
  testMatch: '**/*.measure.ts',
  workers: 1,
  retries: 0,
  timeout: 10 * 60_000,
  reporter: [['line']],
  outputDir: './test-results/measure',
  use: { launchOptions, viewport: { width: 1440, height: 900 }, locale: 'en-GB' },
});
