import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFolder } from '../../src/report/writeFolder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'write-folder-'));
});
afterEach(() => {
  chmodSync(parent, 0o755);
  rmSync(parent, { recursive: true });
});

const files = [
  { name: 'result.json', content: '{"version":1}' },
  { name: 'index.html', content: '<!doctype html>' },
];
const messageOf = (result: ReturnType<typeof writeFolder>): string =>
  result.ok ? '' : result.problems[0]!.message;

test('writes all files, and leaves nothing beside them', () => {
  expect(writeFolder({ folder: join(parent, 'a/b'), files }).ok).toBe(true);
  expect(readdirSync(join(parent, 'a'))).toEqual(['b']);
  expect(readdirSync(join(parent, 'a/b')).sort()).toEqual(['.brakecheck', 'index.html', 'result.json']);
});

test('replaces an earlier run of ours, with no file of it left', () => {
  const folder = join(parent, 'run');
  writeFolder({ folder, files });
  expect(writeFolder({ folder, files: [{ name: 'result.json', content: 'new' }] }).ok).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['.brakecheck', 'result.json']);
  expect(readFileSync(join(folder, 'result.json'), 'utf8')).toBe('new');
  expect(readdirSync(parent)).toEqual(['run']);
});

test('an empty folder is taken; one of another maker is refused and untouched', () => {
  mkdirSync(join(parent, 'empty'));
  expect(writeFolder({ folder: join(parent, 'empty'), files }).ok).toBe(true);
  mkdirSync(join(parent, 'photos'));
  writeFileSync(join(parent, 'photos/result.json'), 'mine');
  const refused = writeFolder({ folder: join(parent, 'photos'), files });
  expect(messageOf(refused)).toContain('brakecheck did not write');
  expect(readdirSync(join(parent, 'photos'))).toEqual(['result.json']);
  expect(readdirSync(parent).sort()).toEqual(['empty', 'photos']);
});

test('one of ours that holds a file of the user’s is refused, and named', () => {
  const folder = join(parent, 'run');
  writeFolder({ folder, files });
  writeFileSync(join(folder, 'my-notes.txt'), 'precious');
  expect(messageOf(writeFolder({ folder, files }))).toContain('my-notes.txt');
  expect(readFileSync(join(folder, 'my-notes.txt'), 'utf8')).toBe('precious');
});

test('a file in its place, or in its path, is a problem', () => {
  writeFileSync(join(parent, 'file'), '');
  expect(messageOf(writeFolder({ folder: join(parent, 'file'), files }))).toContain('is a file');
  expect(messageOf(writeFolder({ folder: join(parent, 'file/below'), files }))).toContain(
    'cannot be written',
  );
});

test('a link to a folder is followed and stays a link', () => {
  mkdirSync(join(parent, 'real'));
  symlinkSync(join(parent, 'real'), join(parent, 'link'));
  expect(writeFolder({ folder: join(parent, 'link'), files }).ok).toBe(true);
  expect(readdirSync(join(parent, 'real'))).toContain('index.html');
});

test('a failure half way leaves the earlier run and nothing beside it', () => {
  const folder = join(parent, 'run');
  writeFolder({ folder, files });
  const broken = { name: 'x'.repeat(300), content: 'a name that no disk takes' };
  expect(messageOf(writeFolder({ folder, files: [files[0]!, broken] }))).toContain('too long');
  expect(readdirSync(parent)).toEqual(['run']);
  expect(existsSync(join(folder, 'index.html'))).toBe(true);
});

test('a name with a path in it is a defect of ours', () => {
  expect(() => writeFolder({ folder: join(parent, 'run'), files: [{ name: '../x', content: '' }] })).toThrow(
    'plain name',
  );
});

// A superuser may write anywhere: there the system has nothing to refuse.
test.skipIf(process.getuid?.() === 0)('a folder that may not be written is a problem', () => {
  chmodSync(parent, 0o500);
  expect(messageOf(writeFolder({ folder: join(parent, 'run'), files }))).toContain('may not write');
});
