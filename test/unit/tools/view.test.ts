import { expect, test } from 'vitest';
import { view } from '../../../src/tools/view.ts';
import { localBox } from '../../support/local-box.ts';
import { use } from './use.ts';

test('a file is shown with numbered lines and its length', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\ntwo\nthree\n');

  expect((await use(box, view, { path: 'a.txt' })).text).toBe('a.txt: 3 lines\n1│one\n2│two\n3│three');
});

test('part of a file says which part', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\ntwo\nthree\n');

  const seen = await use(box, view, { path: 'b/a.txt', start_line: 2, end_line: 9 });

  expect(seen.text).toBe('a.txt: lines 2 to 3 of 3\n2│two\n3│three');
});

test('a large file is shown in part', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', 'x'.repeat(99).concat('\n').repeat(3_000));

  const seen = await use(box, view, { path: 'a.txt' });

  expect(seen.text).toMatch(/^a.txt: lines 1 to \d+ of 3000\n/);
  expect(seen.text.length).toBeLessThan(41_000);
});

test.for([
  ['nothing.txt', {}, /does not exist/],
  ['../secret', {}, /outside the workspace/],
  ['a.txt', { start_line: 9 }, /has only 1 lines/],
  ['a.txt', { start_line: 3, end_line: 2 }, /end_line is before start_line/],
  ['a.txt', { start_line: 1, end_line: 1 }, /1│one/],
  ['binary', {}, /binary: 4 bytes/],
  ['link', {}, /^a\.txt: 1 lines\n1│one$/],
  ['folder/a.txt', {}, /^a\.txt: 1 lines\n1│one$/],
  ['folder', {}, /^\.\/\n/],
  ['broken', {}, /does not exist/],
  ['circle', {}, /does not exist/],
  ['empty', {}, /is empty/],
] as const)('viewing %s %j says what there is', async ([path, range, words]) => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\n');
  await box.files.write('empty', '');
  await box.files.write('binary', new Uint8Array([1, 0, 2, 3]));
  await box.exec('ln -s a.txt link; ln -s . folder; ln -s nothing broken; ln -s circle circle', { timeoutMs: 10_000 });

  expect((await use(box, view, { path, ...range })).text).toMatch(words);
});

test('a folder is listed two levels deep, without what nobody reads', async () => {
  await using box = await localBox();
  await box.files.write('src/deep/er.js', 'x');
  await box.files.write('src/a.js', 'xy');
  await box.files.write('node_modules/dep/index.js', 'x');

  const seen = await use(box, view, { path: '.' });

  expect(seen.text).toBe('./\nnode_modules/\nsrc/\n  a.js (2 bytes)\n  deep/');
});

test('every entry of a large folder is named before what lies deeper', async () => {
  await using box = await localBox();
  await box.exec('mkdir -p a/b z && touch $(seq -f a/%03g.js 400) $(seq -f a/b/%g.js 400) && touch y.js z/last.js', {
    timeoutMs: 10_000,
  });

  const { text } = await use(box, view, { path: '.' });

  expect(text).toMatch(/^\.\/\na\/\n {2}001\.js/);
  expect(text).toContain('  [… more entries]');
  expect(text).toMatch(/\ny\.js \(0 bytes\)\nz\/\n {2}last\.js \(0 bytes\)$/);
  expect(text.split('\n').length).toBeLessThan(310);
});

test('a folder with very many entries is listed in part and says so', async () => {
  await using box = await localBox();
  await box.exec('touch $(seq 1 5000)', { timeoutMs: 10_000 });

  const { text } = await use(box, view, { path: '.' });

  expect(text.split('\n').length).toBeLessThan(210);
  expect(text).toContain('[… more entries]');
});

test('a name with a line end cannot pass for two', async () => {
  await using box = await localBox();
  await box.files.write('a\nREADME.md', '');

  expect((await use(box, view, { path: '.' })).text).toBe('./\n"a\\nREADME.md" (0 bytes)');
});

test('part of a file larger than is read at once is found', async () => {
  await using box = await localBox();
  await box.exec("seq -f 'line %.0f' 1 700000 > big.txt", { timeoutMs: 10_000 });

  const some = await use(box, view, { path: 'big.txt', start_line: 650_000, end_line: 650_001 });
  const rest = await use(box, view, { path: 'big.txt', start_line: 699_999 });
  const beyond = await use(box, view, { path: 'big.txt', start_line: 700_001 });

  expect(some.text).toBe('big.txt: lines 650000 to 650001 of 700000\n650000│line 650000\n650001│line 650001');
  expect(rest.text).toBe('big.txt: lines 699999 to 700000 of 700000\n699999│line 699999\n700000│line 700000');
  expect(beyond).toMatchObject({ isError: true, text: 'big.txt has only 700000 lines.' });
});

test('endless lines in a large file are shown in part', async () => {
  await using box = await localBox();
  await box.exec('{ head -c 6000000 /dev/zero | tr "\\0" x; echo; echo end; } > min.js', { timeoutMs: 10_000 });

  const { text } = await use(box, view, { path: 'min.js' });

  expect(text).toMatch(/^min\.js: 2 lines\n1│x{2000} \[…[^\n]+more characters\]\n2│end$/);
});

test('a large file that is no text says so', async () => {
  await using box = await localBox();
  await box.exec('head -c 6000000 /dev/zero > big.bin', { timeoutMs: 10_000 });

  expect((await use(box, view, { path: 'big.bin' })).text).toBe('big.bin is binary: 6000000 bytes.');
});

test('a mistyped path is answered with the files of that name', async () => {
  await using box = await localBox();
  await box.files.write('src/lib/parse.ts', 'x');
  await box.exec('git init -q .', { timeoutMs: 10_000 });

  expect((await use(box, view, { path: 'src/parse.js' })).text).toContain('Did you mean src/lib/parse.ts?');
});
