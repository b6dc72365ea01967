import { expect, test } from 'vitest';
import { hashTree } from '../../../src/tools/hash-tree.ts';
import { localBox } from '../../support/local-box.ts';
import { repositoryBox } from './repository-box.ts';

const never = new AbortController().signal;

test.for<readonly [what: string, command: string]>([
  ['a changed file', 'echo two > a.txt'],
  ['a change of the same size in the same second', 'printf "eno\\n" > a.txt'],
  ['a new file', 'echo x > new.txt'],
  ['a file that is gone', 'rm a.txt'],
  ['another mode', 'chmod +x a.txt'],
  ['another name', 'mv a.txt b.txt'],
  ['a link in place of a file', 'rm a.txt && ln -s .gitignore a.txt'],
  ['a file that git is told to overlook', 'git update-index --assume-unchanged a.txt && echo two > a.txt'],
  ['a file whose name is hard to write', "printf x > $'a\\n\"b\\xff'"],
])('%s gives another digest, and back the same', async ([, command]) => {
  await using box = await repositoryBox({ 'a.txt': 'one\n', '.gitignore': 'ignored\n' });

  const before = await hashTree(box, never);
  await box.exec(command, { timeoutMs: 10_000 });
  const changed = await hashTree(box, never);
  await box.exec('git update-index --no-assume-unchanged a.txt; git reset -q --hard && git clean -fdq', {
    timeoutMs: 10_000,
  });
  const back = await hashTree(box, never);

  expect(before).toMatch(/^[0-9a-f]{40}$/);
  expect(changed).toMatch(/^[0-9a-f]{40}$/);
  expect(changed).not.toBe(before);
  expect(back).toBe(before);
});

test.for<readonly [what: string, command: string]>([
  ['an ignored file', 'echo x > ignored'],
  ['what was installed', 'mkdir -p node_modules/x && echo x > node_modules/x/index.js'],
  ['a touched file', 'touch a.txt'],
  ['what is staged', 'echo two > a.txt && git add a.txt && echo one > a.txt'],
  ['a commit of nothing', 'git -c user.name=t -c user.email=t@example.com commit -q --allow-empty -m x'],
])('%s changes no digest', async ([, command]) => {
  await using box = await repositoryBox({ 'a.txt': 'one\n', '.gitignore': 'ignored\n' });

  const before = await hashTree(box, never);
  const done = await box.exec(command, { timeoutMs: 10_000 });
  const after = await hashTree(box, never);

  expect(done.ok).toBe(true);
  expect(after).toBe(before);
});

test('the repository is left as it was', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.exec('echo two > a.txt; echo x > new.txt', { timeoutMs: 10_000 });
  const look = 'find .git -type f -exec sha256sum {} + | sort; GIT_OPTIONAL_LOCKS=0 git status --porcelain';
  const before = await box.exec(look, { timeoutMs: 10_000 });

  await hashTree(box, never);
  const after = await box.exec(look, { timeoutMs: 10_000 });

  expect(before.stdout).toContain('?? new.txt');
  expect(after.stdout).toBe(before.stdout);
});

test('there is none where git gives no answer', async () => {
  await using box = await localBox();

  expect(await hashTree(box, never)).toBeNull();
});

test('there is none when the files cannot be read, and one again when they can', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const before = await hashTree(box, never);
  await box.exec('git init -q nested', { timeoutMs: 10_000 });

  const during = await hashTree(box, never);
  await box.files.remove('nested');
  const after = await hashTree(box, never);

  expect(during).toBeNull();
  expect(after).toBe(before);
});

test('a lock that a killed git left behind is in nobody’s way', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const before = await hashTree(box, never);
  await box.files.write(`/tmp/sandpiper/${box.cwd.split('/').at(-1)}/shadow.git/index.lock`, '');

  expect(await hashTree(box, never)).toBe(before);
});

test('a box that is gone has none', async () => {
  const box = await localBox();
  await box[Symbol.asyncDispose]();

  expect(await hashTree(box, never)).toBeNull();
});
