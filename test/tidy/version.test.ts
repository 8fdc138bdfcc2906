import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/core/version.ts';

test('the version in the code is the version of the package, and the changelog knows it', () => {
  const root = new URL('../../', import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  expect(VERSION).toBe(manifest.version);
  expect(readFileSync(new URL('CHANGELOG.md', root), 'utf8')).toContain(`## ${VERSION}`);
});
