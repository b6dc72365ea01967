import { expect, test } from 'vitest';
import { judgePath } from '../../../src/git/judge-path.ts';

const raw = (path: string) => Buffer.from(path, 'utf8').toString('latin1');

test.for([
  'a',
  'src/sum.js',
  'a b/ü ✓.bin',
  '日本語/ファイル.txt',
  '.gitignore',
  '.github/x',
  'git',
  'agit~1',
  '...',
  'a/.gitkeep',
  'é',
  'e\u0301',
  '😀.md',
  'x'.repeat(400),
])('accepts %j', (path) => {
  expect(judgePath(raw(path))).toEqual({ path });
});

test.for([
  ['/etc/passwd'],
  ['../x'],
  ['a/../b'],
  ['a/./b'],
  ['a//b'],
  ['a/'],
  ['.'],
  ['..'],
  ['.git/config'],
  ['a/.git/hooks/x'],
  ['.GIT/x'],
  ['.Git'],
  ['.git '],
  ['.git.'],
  ['.git. . '],
  ['.g\u0131t/x'],
  ['git~1/x'],
  ['GIT~1'],
  ['git~2'],
  ['gitmod~1'],
  ['GI7EBA~1'],
  ['.g\u200cit/x'],
  ['.gi\ufefft'],
  ['\u206a.git'],
  ['.ｇｉｔ/config'],
  ['.git\\config'],
  ['a\\..\\b'],
  ['.git::$INDEX_ALLOCATION'],
  ['c:x'],
  ['a\nb'],
  ['a\rb'],
  ['a\u001b[31mb'],
  ['a\u007fb'],
  ['a\u0085b'],
  ['a\u202eb'],
  ['a\u2066b'],
  ['a\u200bb'],
  ['a\u00adb'],
  ['a\u3164b'],
  ['a\ufe0fb'],
  ['a\u{e0041}b'],
  ['a\u00a0b'],
  ['a\u2028b'],
  ['a\ue000b'],
  ['x'.repeat(401)],
  ['é'.repeat(201)],
] as const)('refuses %j', ([path]) => {
  const judged = judgePath(raw(path));

  expect(judged).toHaveProperty('reason');
  expect(judged.path).not.toMatch(/[\p{C}\u2028]/u);
});

test('refuses a name that is not UTF-8', () => {
  expect(judgePath('caf\xe9.txt')).toMatchObject({ reason: 'its name is not valid UTF-8' });
});
