import { expect, test } from 'vitest';
import { firstDifference } from '../../../src/git/first-difference.ts';

type Parts = { readonly at?: number; readonly body?: string; readonly mode?: string; readonly ids?: string };

const patchOf = (path: string, { at = 1, body = ' a\n-b\n+c\n d\n', mode = '100644', ids = '1..2' }: Parts = {}) =>
  `diff --git a/${path} b/${path}\nindex ${ids} ${mode}\n--- a/${path}\n+++ b/${path}\n@@ -${at},3 +${at},3 @@ around\n${body}`;
const binary = (path: string, ids: string) =>
  `diff --git a/${path} b/${path}\nindex ${ids} 100644\nGIT binary patch\nliteral 3\nKcmZ\n\n`;

test.for<[name: string, one: string, other: string]>([
  ['nothing', '', ''],
  ['the same', patchOf('a.js'), patchOf('a.js')],
  ['the same further down', patchOf('a.js'), patchOf('a.js', { at: 900 })],
  ['the same in files that differ elsewhere', patchOf('a.js'), patchOf('a.js', { ids: '3..4' })],
  ['the same to several files', patchOf('a.js') + patchOf('b.js'), patchOf('a.js', { at: 7 }) + patchOf('b.js')],
  ['the same bytes', binary('a.png', '1..2'), binary('a.png', '1..2')],
])('finds no difference in %s', ([, one, other]) => {
  expect(firstDifference(one, other)).toBeNull();
});

test.for<[name: string, one: string, other: string, path: string]>([
  ['a line', patchOf('a.js'), patchOf('a.js', { body: ' a\n-b\n+evil\n d\n' }), 'a.js'],
  ['a blank, which is code in some languages', patchOf('a.py'), patchOf('a.py', { body: ' a\n-b\n+ c\n d\n' }), 'a.py'],
  ['a line end', patchOf('a.js'), patchOf('a.js', { body: ' a\n-b\n+c\r\n d\n' }), 'a.js'],
  ['what is around', patchOf('a.js'), patchOf('a.js', { body: ' x\n-b\n+c\n d\n' }), 'a.js'],
  ['one more file', patchOf('a.js'), patchOf('a.js') + patchOf('b.js'), 'b.js'],
  ['one file less', patchOf('a.js') + patchOf('b.js'), patchOf('a.js'), 'b.js'],
  ['everything', patchOf('a.js'), '', 'a.js'],
  ['another file', patchOf('a.js'), patchOf('b.js'), 'a.js'],
  ['bytes that are no text', binary('a.png', '1..2'), binary('a.png', '1..3'), 'a.png'],
  [
    'bytes that are no UTF-8, which look the same',
    patchOf('a.txt', { body: '+\ufffd\n' }),
    patchOf('a.txt', { body: '+\ufffd\n', ids: '1..3' }),
    'a.txt',
  ],
  [
    'what was redacted, which looks the same',
    patchOf('a.txt', { body: '+[redacted]\n' }),
    patchOf('a.txt', { body: '+[redacted]\n', ids: '1..3' }),
    'a.txt',
  ],
  [
    'a mode',
    'diff --git a/a.sh b/a.sh\nold mode 100644\nnew mode 100755\n',
    'diff --git a/a.sh b/a.sh\nold mode 100755\nnew mode 100644\n',
    'a.sh',
  ],
  [
    'lines that look like a place or an id',
    patchOf('a.txt', { body: '+index 1..2\n+@@ -1 +1 @@\n' }),
    patchOf('a.txt', { body: '+index 1..3\n+@@ -2 +2 @@\n' }),
    'a.txt',
  ],
])('finds %s, and in which file', ([, one, other, path]) => {
  expect(firstDifference(one, other)).toBe(path);
  expect(firstDifference(other, one)).not.toBeNull();
});
