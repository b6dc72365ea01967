import { describe, expect, test } from 'vitest';
import { digestOfEffect } from '../../../../src/run/attempts/find-repetition.ts';
import { listPatchedFiles } from '../../../../src/run/attempts/list-patched-files.ts';

const index = 'index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222 100644';

function patchOf(path: string, chunk: readonly string[], at = 1): string {
  const old = chunk.filter((line) => !line.startsWith('+')).length;
  const now = chunk.filter((line) => !line.startsWith('-')).length;
  return [
    `diff --git a/${path} b/${path}`,
    index,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${at},${old} +${at},${now} @@ f()`,
    ...chunk,
    '',
  ].join('\n');
}

describe('the files of a patch', () => {
  test.for<readonly [string, string, readonly unknown[]]>([
    [
      'one changed file',
      patchOf('src/add.js', [' a', '-b', '+c', '+d']),
      [{ path: 'src/add.js', added: 2, removed: 1 }],
    ],
    ['a path with spaces', patchOf('a b/b a.js', ['-b', '+c']), [{ path: 'a b/b a.js', added: 1, removed: 1 }]],
    [
      'lines that look like headers',
      patchOf('a.md', [' diff --git a/x b/x', '--- a/gone', '+++ b/new', '+@@ -1,9 +1,9 @@']),
      [{ path: 'a.md', added: 2, removed: 1 }],
    ],
    [
      'two files',
      patchOf('a', ['+x']) + patchOf('b', ['-y']),
      [
        { path: 'a', added: 1, removed: 0 },
        { path: 'b', added: 0, removed: 1 },
      ],
    ],
    [
      'a file that is no text',
      `diff --git a/i.png b/i.png\n${index}\nGIT binary patch\nliteral 3\nKcmZ\n`,
      [{ path: 'i.png', added: 0, removed: 0 }],
    ],
    [
      'a name in quotation marks',
      'diff --git "a/\\303\\244" "b/\\303\\244"\n',
      [{ path: '\\303\\244', added: 0, removed: 0 }],
    ],
    ['no patch', 'hello\n@@ -1 +1 @@\n', []],
    ['nothing', '', []],
  ])('are read of %s', ([, patch, files]) => {
    expect(listPatchedFiles(patch)).toEqual(files);
  });

  test('are read of 16 MB of headers in no time', () => {
    expect(listPatchedFiles(`diff --git a/${' b/'.repeat(5_000_000)}`)).toHaveLength(1);
  });
});

const one = patchOf('a.js', [' x', '-b', '+c']);

describe('a change is in effect the same as another', () => {
  test.for<readonly [string, string, boolean]>([
    ['which is the same', one, true],
    ['which stands elsewhere in the file', patchOf('a.js', [' y', '-b', '+c', ' z'], 40), true],
    ['with other ends of lines', patchOf('a.js', ['-b', '+c  ', '+']), true],
    ['of another file', patchOf('b.js', ['-b', '+c']), false],
    ['with another line', patchOf('a.js', ['-b', '+d']), false],
    ['with another indentation', patchOf('a.js', ['-b', '+  c']), false],
    ['that goes the other way', patchOf('a.js', ['-c', '+b']), false],
    ['that changes more', one + patchOf('c.js', ['+x']), false],
  ])('%s', ([, other, isSame]) => {
    expect(digestOfEffect(other) === digestOfEffect(one)).toBe(isSame);
  });

  test('whatever order its files come in, and never when there is none', () => {
    const two = patchOf('b.js', ['+x']);

    expect(digestOfEffect(one + two)).toBe(digestOfEffect(two + one));
    expect(digestOfEffect('')).toBeNull();
  });

  test('of a file that is no text, when its content is', () => {
    const picture = (to: string) => `diff --git a/i.png b/i.png\nindex 1..${to} 100644\nGIT binary patch\nliteral 3\n`;

    expect(digestOfEffect(picture('2'))).toBe(digestOfEffect(picture('2')));
    expect(digestOfEffect(picture('2'))).not.toBe(digestOfEffect(picture('3')));
  });
});
