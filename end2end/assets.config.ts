import { defineConfig } from '@playwright/test';

import { launchOptions } from './support/browser';

/** Files that are kept in the repository although they are made from others: `npm run assets`. */
export default defineConfig({
  testDir: './assets',
  testMatch: '**/*.asset.ts',
  workers: 1,
  retries: 0,
  reporter: [['list']],
  outputDir: './test-results/assets',
  use: { launchOptions, deviceScaleFactor: 1 },
});
