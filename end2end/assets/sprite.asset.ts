import { readFileSync, writeFileSync } from 'node:fs';

import { test } from '@playwright/test';

import { LICENCE, LICENCE_FILE, SPRITE, drawnAnew } from './sprite';

test('the sprite', () => {
  writeFileSync(SPRITE, drawnAnew(readFileSync(SPRITE, 'utf8')));
  writeFileSync(LICENCE_FILE, LICENCE);
});
