import { expect, test } from 'vitest';
import { resolvePath, resolveReadable, resolveWritable } from '../../../src/tools/resolve-path.ts';

test.for<readonly [string, string]>([
  ['src/a.js', 'src/a.js'],
  ['./src//a.js', 'src/a.js'],
  ['/workspace/src/a.js', 'src/a.js'],
  ['src/../b.js', 'b.js'],
  ['/workspace', '.'],
  ['.', '.'],
  [' a.js ', 'a.js'],
  ['..a.js', '..a.js'],
])('%s is %s in the workspace', ([asked, path]) => {
  expect(resolvePath('/workspace', asked)).toEqual({ ok: true, path });
});

test.for([
  '..',
  '../a',
  'src/../../a',
  '/etc/passwd',
  '/workspace2/a',
  '/',
  '~/.ssh/id',
  'a\0b',
  '',
  'x'.repeat(2_000),
])('%j leads out of the workspace and is refused', (asked) => {
  expect(resolvePath('/workspace', asked)).toMatchObject({ ok: false });
  expect(resolveWritable('/workspace', asked)).toMatchObject({ ok: false });
  expect(resolveReadable('/workspace', asked)).toMatchObject({ ok: false });
});

test('kept output can be read and not written', () => {
  const path = '/tmp/sandpiper/output-1.txt';

  expect(resolveReadable('/workspace', path)).toEqual({ ok: true, path });
  expect(resolveWritable('/workspace', path)).toMatchObject({ ok: false });
});

test('the spill folder is no way out', () => {
  expect(resolveReadable('/workspace', '/tmp/sandpiper/../../etc/passwd')).toMatchObject({ ok: false });
});

test.for(['.git/config', '.GIT/hooks/pre-commit', 'vendor/x/.git/config', '.git'])("%s is git's own", (asked) => {
  expect(resolveWritable('/workspace', asked)).toMatchObject({ ok: false });
  expect(resolveReadable('/workspace', asked)).toMatchObject({ ok: true });
});

test('.gitignore is not', () => {
  expect(resolveWritable('/workspace', '.gitignore')).toMatchObject({ ok: true });
});
