import { expect, test } from 'vitest';
import type { Workspace } from '../../../src/sandbox/sandbox.ts';
import { bash } from '../../../src/tools/bash.ts';
import { defineForModel } from '../../../src/tools/define-for-model.ts';
import { edit } from '../../../src/tools/edit.ts';
import { type FinishInput, finishTool } from '../../../src/tools/finish.ts';
import { parseArguments } from '../../../src/tools/parse-arguments.ts';
import type { Observation, Tool } from '../../../src/tools/tool.ts';
import { view } from '../../../src/tools/view.ts';
import { write } from '../../../src/tools/write.ts';
import { localBox } from '../../support/local-box.ts';

const never = new AbortController().signal;

async function use(workspace: Workspace, tool: Tool, input: Record<string, unknown>): Promise<Observation> {
  const parsed = parseArguments(tool, JSON.stringify(input));
  return parsed.ok ? await tool.execute({ workspace }, parsed.input, never) : expect.unreachable(parsed.problem);
}

async function textAt(workspace: Workspace, path: string): Promise<string> {
  const bytes = await workspace.files.read(path, { maxBytes: 1_000_000 });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes ?? undefined);
}

test('a command shows its exit code and both streams in order', async () => {
  await using box = await localBox();

  const seen = await use(box, bash, { command: 'echo out; echo err >&2; echo out; exit 3' });

  expect(seen.text).toMatch(/^exit code 3 · \d+ ms\nout\nerr\nout$/);
  expect(seen.isError).toBe(true);
});

test('a command runs in the folder it names', async () => {
  await using box = await localBox();
  await box.files.write('sub/file.txt', 'x');

  const seen = await use(box, bash, { command: 'ls', cwd: 'sub' });

  expect(seen.text).toContain('file.txt');
});

test('a command with a syntax error is no harder to read than in a shell', async () => {
  await using box = await localBox();

  const seen = await use(box, bash, { command: 'echo (' });

  expect(seen.text).toContain('syntax error');
});

test('a command that takes too long is killed and says so', async () => {
  await using box = await localBox();

  const seen = await use(box, bash, { command: 'echo begun; sleep 600', timeout_s: 1 });

  expect(seen.text).toContain('timed out after 1 s');
  expect(seen.text).toContain('begun');
  expect(seen.isError).toBe(true);
});

test('a command without output says so', async () => {
  await using box = await localBox();

  expect((await use(box, bash, { command: 'true' })).text).toMatch(/^exit code 0 · \d+ ms\n\(no output\)$/);
});

test('long output is cut in the middle and can be viewed whole', async () => {
  await using box = await localBox();

  const seen = await use(box, bash, { command: 'seq 1 20000' });
  const path = /all of it is in (\S+),/.exec(seen.text)?.[1] ?? '';
  const middle = await use(box, view, { path, start_line: 10_000, end_line: 10_001 });

  expect(seen.text.length).toBeLessThan(17_000);
  expect(seen.text).toMatch(/^exit code 0 · \d+ ms\n1\n2\n/);
  expect(seen.text.endsWith('19999\n20000')).toBe(true);
  expect(path).toMatch(/^\/tmp\/sandpiper\//);
  expect(middle.text).toContain('10000│10000\n10001│10001');
});

test('endless output is bounded', async () => {
  await using box = await localBox();

  const seen = await use(box, bash, { command: 'head -c 5000000 /dev/zero | tr "\\0" "x"' });

  expect(seen.text.length).toBeLessThan(17_000);
  expect(seen.text).toContain('bytes from its middle are lost');
});

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
  ['a.txt', { start_line: 1, end_line: 1 }, /1│one/],
  ['binary', {}, /binary: 4 bytes/],
  ['link', {}, /symbolic link/],
  ['empty', {}, /is empty/],
] as const)('viewing %s %j says what there is', async ([path, range, words]) => {
  await using box = await localBox();
  await box.files.write('a.txt', 'one\n');
  await box.files.write('empty', '');
  await box.files.write('binary', new Uint8Array([1, 0, 2, 3]));
  await box.exec('ln -s a.txt link', { timeoutMs: 10_000 });

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

test('a mistyped path is answered with the files of that name', async () => {
  await using box = await localBox();
  await box.files.write('src/lib/parse.ts', 'x');
  await box.exec('git init -q .', { timeoutMs: 10_000 });

  expect((await use(box, view, { path: 'src/parse.js' })).text).toContain('Did you mean src/lib/parse.ts?');
});

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

async function repositoryBox() {
  const box = await localBox();
  await box.files.write('a.txt', 'one\n');
  const identity = '-c user.name=t -c user.email=t@example.com';
  await box.exec(`git init -q . && git add . && git ${identity} commit -qm base`, { timeoutMs: 10_000 });
  return box;
}

test('the first finish shows the change and the second is accepted', async () => {
  await using box = await repositoryBox();
  await box.files.write('a.txt', 'two\n');
  await box.files.write('scratch.log', 'x');
  const said: FinishInput[] = [];
  const finish = finishTool((input) => said.push(input));
  const input = { outcome: 'fixed', summary: 'Made it two.' };

  const review = await use(box, finish, input);
  const saidBefore = [...said];
  await use(box, finish, input);

  expect(review.text).toContain('-one\n+two');
  expect(review.text).toContain('  scratch.log');
  expect(review.text).toContain('Before you confirm');
  expect(saidBefore).toEqual([]);
  expect(said).toEqual([input]);
});

test('a finish without a change and without a claim is accepted at once', async () => {
  await using box = await repositoryBox();
  const said: FinishInput[] = [];

  await use(
    box,
    finishTool((input) => said.push(input)),
    { outcome: 'no_change_needed', summary: 'Works.' },
  );

  expect(said).toHaveLength(1);
});

test('a fix that changed nothing is questioned once', async () => {
  await using box = await repositoryBox();
  const said: FinishInput[] = [];
  const finish = finishTool((input) => said.push(input));

  const question = await use(box, finish, { outcome: 'fixed', summary: 'Done.' });
  await use(box, finish, { outcome: 'fixed', summary: 'Done.' });

  expect(question).toMatchObject({ isError: true, text: expect.stringContaining('no file has changed') });
  expect(said).toHaveLength(1);
});

test('a finish where git gives no answer is still possible', async () => {
  await using box = await localBox();
  const said: FinishInput[] = [];
  const finish = finishTool((input) => said.push(input));

  const review = await use(box, finish, { outcome: 'fixed', summary: 'Done.' });
  await use(box, finish, { outcome: 'fixed', summary: 'Done.' });

  expect(review.text).toContain('could not be shown');
  expect(said).toHaveLength(1);
});

test('tools are described by strict JSON Schemas', () => {
  const { name, parameters } = defineForModel(bash);

  expect(name).toBe('bash');
  expect(parameters).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['command'],
    properties: { timeout_s: { type: 'integer', minimum: 1, maximum: 900, default: 120 } },
  });
  expect(parameters).not.toHaveProperty('$schema');
});
