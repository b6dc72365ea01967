import { expect, test } from 'vitest';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';
import { edit } from '../../../src/tools/edit.ts';
import { write } from '../../../src/tools/write.ts';
import { localBox } from '../../support/local-box.ts';
import { use } from './use.ts';

async function textAt(workspace: Workspace, path: string): Promise<string> {
  const bytes = await workspace.files.read(path, { maxBytes: 1_000_000 });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes ?? undefined);
}

test.for([
  ['CRLF', 'a\r\nb\r\n', 'a\r\nB\r\n'],
  ['a byte order mark', '\ufeffa\nb\n', '\ufeffa\nB\n'],
  ['no final newline', 'a\nb', 'a\nB'],
] as const)('an edit keeps %s', async ([, before, after]) => {
  await using box = await localBox();
  await box.files.write('a.txt', before);

  const seen = await use(box, edit, { path: 'a.txt', edits: [{ old: 'a\nb', new: 'a\nB' }] });

  expect(seen.isError).toBe(false);
  expect(await textAt(box, 'a.txt')).toBe(after);
});

test('an edit keeps the mode of the file', async () => {
  await using box = await localBox();
  await box.files.write('run.sh', 'echo a\n', { mode: 0o755 });

  await use(box, edit, { path: 'run.sh', edits: [{ old: 'echo a', new: 'echo b' }] });

  expect((await box.files.stat('run.sh'))?.mode).toBe(0o755);
});

test('an edit shows what it made, with lines around it', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\ntwo\nthree\n');

  const seen = await use(box, edit, { path: 'a.txt', edits: [{ old: 'two', new: '2' }] });

  expect(seen.text).toBe('Edited a.txt. It now reads:\n1│one\n2│2\n3│three\n4│');
});

test('a call with one edit that fails changes nothing', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\ntwo\n');

  const seen = await use(box, edit, {
    path: 'a.txt',
    edits: [
      { old: 'one', new: '1' },
      { old: 'nine', new: '9' },
    ],
  });

  expect(seen.isError).toBe(true);
  expect(await textAt(box, 'a.txt')).toBe('one\ntwo\n');
});

test.for([
  ['missing.txt', /To create it, use write/],
  ['folder', /is a folder/],
  ['link', /symbolic link/],
  ['binary', /is binary/],
  ['latin1', /is binary/],
  ['.git/config', /belongs to git/],
  ['/etc/hostname', /outside the workspace/],
] as const)('editing %s is refused', async ([path, words]) => {
  await using box = await localBox();
  await box.files.write('folder/a.txt', 'one\n');
  await box.files.write('binary', new Uint8Array([1, 0, 2, 3]));
  await box.files.write('latin1', new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
  await box.exec('ln -s folder/a.txt link', { timeoutMs: 10_000 });

  const seen = await use(box, edit, { path, edits: [{ old: 'one', new: '1' }] });

  expect(seen).toMatchObject({ isError: true, text: expect.stringMatching(words) });
});

test('a new file is written with its folders', async () => {
  await using box = await localBox();

  const seen = await use(box, write, { path: 'src/deep/a.js', content: 'x\ny\n' });

  expect(seen.text).toBe('Wrote src/deep/a.js: 2 lines.');
  expect(await textAt(box, 'src/deep/a.js')).toBe('x\ny\n');
});

test('a new file under a folder called a is not taken for a path from a diff', async () => {
  await using box = await localBox();
  await box.files.write('x.js', 'original\n');

  await use(box, write, { path: 'a/x.js', content: 'new\n' });

  expect(await textAt(box, 'x.js')).toBe('original\n');
  expect(await textAt(box, 'a/x.js')).toBe('new\n');
});

test('a replaced file keeps its line ends', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'a\r\nb\r\n');

  await use(box, write, { path: 'a.txt', content: 'c\nd\n' });

  expect(await textAt(box, 'a.txt')).toBe('c\r\nd\r\n');
});

test('a long file is not replaced by a much shorter one unless that is said', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'line\n'.repeat(300));

  const refused = await use(box, write, { path: 'a.txt', content: '// the rest stays\n' });
  const kept = await textAt(box, 'a.txt');
  await use(box, write, { path: 'a.txt', content: 'short\n', overwrite: true });

  expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('would leave 1') });
  expect(kept).toBe('line\n'.repeat(300));
  expect(await textAt(box, 'a.txt')).toBe('short\n');
});
