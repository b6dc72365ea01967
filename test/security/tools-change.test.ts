import { expect, test } from 'vitest';
import { readChange } from '../../src/tools/change/read-change.ts';
import { hashTree } from '../../src/tools/hash-tree.ts';
import { repositoryBox } from '../unit/tools/repository-box.ts';

const never = new AbortController().signal;

/** Programs that a repository can make git run, and an ordinary git command that runs them. */
const attacks: readonly (readonly [what: string, plant: string, trigger: string])[] = [
  ['a file system monitor', 'git config core.fsmonitor "$PWD/.git/evil"', 'git status'],
  ['an external diff', 'git config diff.external "$PWD/.git/evil"', 'git diff'],
  [
    'a text converter',
    'echo "*.txt diff=evil" > .gitattributes; git config diff.evil.textconv "$PWD/.git/evil"',
    'git diff',
  ],
  ['a filter', 'echo "*.txt filter=evil" > .gitattributes; git config filter.evil.clean "$PWD/.git/evil"', 'git add .'],
  [
    'a hook on the index',
    'mkdir -p .git/hooks && cp .git/evil .git/hooks/post-index-change && chmod +x .git/hooks/post-index-change',
    'git add .',
  ],
  ['a pager', 'git config core.pager "$PWD/.git/evil"; git config pager.diff "$PWD/.git/evil"', 'git -p diff'],
  ['a file system monitor of the user', 'git config --global core.fsmonitor "$PWD/.git/evil"', 'git status'],
];

test.for(attacks)('looking at a change does not run %s', async ([, plant, trigger]) => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const evil = `${box.cwd}-evil-ran`;
  await box.exec(`printf '#!/bin/sh\\ntouch %s\\n' ${evil} > .git/evil && chmod +x .git/evil`, { timeoutMs: 10_000 });
  await box.exec(`${plant}; echo two > a.txt`, { timeoutMs: 10_000 });

  const digest = await hashTree(box, never);
  const change = await readChange(box, never);
  const ranForUs = await box.files.stat(evil);
  await box.exec(`script -qc '${trigger}' /dev/null < /dev/null || ${trigger}`, { timeoutMs: 10_000 });
  const ranForGit = await box.files.stat(evil);
  await box.files.remove(evil);

  expect(digest).not.toBeNull();
  expect(change).toMatchObject({ kind: 'known', diff: expect.stringContaining('-one\n+two') });
  expect(ranForUs).toBeNull();
  expect(ranForGit).not.toBeNull();
});

test.for<readonly [what: string, hide: string]>([
  ['the index is told to overlook', 'git update-index --assume-unchanged a.txt'],
  ['the index is told is not there', 'git update-index --skip-worktree a.txt'],
  ['the repository excludes', 'echo evil.js > .git/info/exclude'],
  ['the user excludes', 'echo evil.js > .git/excludes && git config core.excludesFile "$PWD/.git/excludes"'],
])('what %s is part of the change', async ([, hide]) => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.exec(`${hide}; echo two > a.txt; echo x > evil.js`, { timeoutMs: 10_000 });

  const change = await readChange(box, never);
  const control = await box.exec('git status --porcelain --untracked-files=all', { timeoutMs: 10_000 });

  expect(change).toMatchObject({ files: [{ path: 'a.txt', after: 'two\n' }, { path: 'evil.js' }] });
  expect(control.stdout.trim().split('\n')).toHaveLength(1);
});

test('a link is not followed, whatever it leads to', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.exec(
    'ln -s /etc/passwd passwd; ln -s /dev/zero zero; ln -s . loop; mkfifo pipe; rm a.txt; ln -s /etc a.txt',
    {
      timeoutMs: 10_000,
    },
  );

  const change = await readChange(box, never);
  const control = await box.exec('cat passwd', { timeoutMs: 10_000 });

  expect(control.stdout).toContain('root:');
  expect(JSON.stringify(change)).not.toContain('root:');
  expect(change).toMatchObject({
    files: [
      { path: 'a.txt', isText: false, after: null },
      { path: 'loop', after: null },
      { path: 'passwd', after: null },
      { path: 'zero', after: null },
    ],
  });
});

test('a change of any size is told within bounds', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  const large =
    'for i in $(seq 1 60); do head -c 250000 /dev/zero | tr "\\0" x > big$i.txt; echo $((i/2)) >> big$i.txt; done';
  await box.exec(`${large}; head -c 3000000 /dev/zero | tr "\\0" y > huge.txt; seq 1 20000 | tr "\\n" " " > line.txt`, {
    timeoutMs: 20_000,
  });

  const change = await readChange(box, never);

  expect(JSON.stringify(change).length).toBeLessThan(5_000_000);
  expect(change).toMatchObject({ kind: 'known', omittedFiles: 0 });
  expect(change.kind === 'known' && change.files.filter(({ after }) => after !== null).length).toBeGreaterThan(10);
  expect(change.kind === 'known' && change.files.find(({ path }) => path === 'huge.txt')).toMatchObject({
    size: 3_000_000,
    after: null,
    isText: true,
  });
});

test('paths cannot pass for more than they are', async () => {
  await using box = await repositoryBox({ 'a.txt': 'one\n' });
  await box.exec(String.raw`mkdir -p $'x\n:100644 100644 0 0 M'; echo x > $'x\n:100644 100644 0 0 M/b\t1\t1'`, {
    timeoutMs: 10_000,
  });

  const change = await readChange(box, never);

  expect(change).toMatchObject({ files: [{ path: 'x\n:100644 100644 0 0 M/b\t1\t1', after: 'x\n' }] });
});
