import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitFolder } from '../../src/eval/commit-folder.ts';
import { commitTests } from '../../src/eval/commit-tests.ts';
import { serveRepository } from '../../src/eval/serve-repository.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { checkoutWith, commitFiles, type Files, git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const deps = gitDeps();
const code = { 'src/add.js': 'export const add = (a, b) => a - b;\n', 'test/add.test.js': 'old tests\n' };

async function folderWith(files: Files) {
  const scratch = await temporaryDirectory();
  const folder = join(scratch.path, 'folder');
  await writeFiles(folder, files);
  const served = (at: string) => ({ folder, directory: join(scratch.path, at) });
  return { ...scratch, folder, served };
}

test('the files of a plain folder become a commit, the same one every time', async () => {
  await using place = await folderWith({
    ...code,
    'a "quoted" name': 'x',
    empty: '',
    bytes: new Uint8Array([0, 255, 10]),
  });
  await symlink('src/add.js', join(place.folder, 'link'));

  const one = await commitFolder(deps, place.served('one.git'), never);
  const other = await commitFolder(deps, place.served('other.git'), never);

  expect(one).toBe(other);
  const listing = await git(join(place.path, 'one.git'), 'ls-tree', '-r', '-z', 'main');
  expect(listing.split('\0').map((entry) => entry.replace(/ blob \w+\t/, ' '))).toEqual([
    '100644 a "quoted" name',
    '100644 bytes',
    '100644 empty',
    '120000 link',
    '100644 src/add.js',
    '100644 test/add.test.js',
    '',
  ]);
});

test('what was installed in a folder is no part of it', async () => {
  await using place = await folderWith({ ...code, 'node_modules/left-pad/index.js': 'x' });

  await commitFolder(deps, place.served('one.git'), never);

  expect(await git(join(place.path, 'one.git'), 'ls-tree', '-r', '--name-only', 'main')).not.toContain('left-pad');
});

test.for([
  ['is not there', 'nowhere', /could not be read/],
  ['is empty', 'empty', /has no files/],
] as const)('a folder that %s is a fault', async ([, name, words]) => {
  await using place = await folderWith(code);
  await mkdir(join(place.path, 'empty'));

  const committing = commitFolder(
    deps,
    { folder: join(place.path, name), directory: join(place.path, 'one.git') },
    never,
  );

  await expect(committing).rejects.toThrow(words);
});

test.for([
  ['the commit that is named', (first: string) => first, 'First'],
  ['the branch that is named', () => 'old', 'First'],
  ['the default branch', () => undefined, 'Second'],
] as const)('of a git repository %s is the base, and runs can fetch it', async ([, baseOf, expected]) => {
  await using scratch = await temporaryDirectory();
  const checkout = join(scratch.path, 'checkout');
  await checkoutWith(checkout, code);
  const first = await git(checkout, 'rev-parse', 'HEAD~1');
  await git(checkout, 'branch', 'old', first);

  const { mirror, name } = await serveRepository(
    deps,
    {
      repository: 'checkout',
      base: baseOf(first),
      manifestDirectory: scratch.path,
      directory: join(scratch.path, 'served.git'),
    },
    never,
  );

  expect(name).toBe('checkout');
  const run = { remoteUrl: mirror.directory, token: null, directory: join(scratch.path, 'run.git'), branch: null };
  const { baseSha } = await openMirror(deps, run, never);
  expect(baseSha).toBe(mirror.baseSha);
  expect(await git(checkout, 'log', '-1', '--format=%s', baseSha)).toBe(expected);
});

test('a repository that is served again has moved with its branch', async () => {
  await using scratch = await temporaryDirectory();
  const checkout = join(scratch.path, 'checkout');
  await checkoutWith(checkout, code);
  const source = {
    repository: 'checkout',
    base: undefined,
    manifestDirectory: scratch.path,
    directory: join(scratch.path, 'served.git'),
  };
  await serveRepository(deps, source, never);
  const newest = await commitFiles(checkout, { 'new.txt': 'x' });

  expect((await serveRepository(deps, source, never)).mirror.baseSha).toBe(newest);
});

const hidden = Buffer.from(
  [
    'diff --git a/test/add.test.js b/test/add.test.js',
    '--- a/test/add.test.js',
    '+++ b/test/add.test.js',
    '@@ -1 +1,2 @@',
    ' old tests',
    '+hidden tests',
    'diff --git a/test/more.test.js b/test/more.test.js',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/test/more.test.js',
    '@@ -0,0 +1 @@',
    '+more hidden tests',
    '',
  ].join('\n'),
);

/** The files of a graded commit whose agent made of `code` what `change` does to a checkout of it. */
async function filesGraded(change: (folder: string) => Promise<unknown>, testPatch: Uint8Array | null) {
  await using scratch = await temporaryDirectory();
  const checkout = join(scratch.path, 'checkout');
  const baseSha = await checkoutWith(checkout, code);
  await change(checkout);
  const head = await commitFiles(checkout, {});
  const mirror = { directory: join(checkout, '.git'), baseSha, branch: 'main' };

  const sha = await commitTests(deps, { mirror, head, testPatch }, never);

  const paths = (await git(checkout, 'ls-tree', '-r', '--name-only', sha)).split('\n');
  const texts = await Promise.all(paths.map(async (path) => [path, await git(checkout, 'show', `${sha}:${path}`)]));
  return Object.fromEntries(texts);
}

test('hidden tests are added to the code of the change', async () => {
  const files = await filesGraded(
    (folder) => writeFiles(folder, { 'src/add.js': 'mended', 'src/new.js': 'new' }),
    hidden,
  );

  expect(files).toEqual({
    'README.md': '# First',
    'src/add.js': 'mended',
    'src/new.js': 'new',
    'test/add.test.js': 'old tests\nhidden tests',
    'test/more.test.js': 'more hidden tests',
  });
});

test.for([
  ['rewrites a test', (folder: string) => writeFiles(folder, { 'test/add.test.js': 'nothing to see' })],
  ['deletes a test', (folder: string) => git(folder, 'rm', '-q', 'test/add.test.js')],
  ['deletes all tests', (folder: string) => git(folder, 'rm', '-qr', 'test')],
  ['moves a test away', (folder: string) => git(folder, 'mv', 'test/add.test.js', 'src/elsewhere.js')],
  [
    'puts a file where the tests were',
    async (folder: string) => {
      await git(folder, 'rm', '-qr', 'test');
      await writeFiles(folder, { test: 'a file' });
    },
  ],
  [
    'puts a folder where a test was',
    async (folder: string) => {
      await git(folder, 'rm', '-q', 'test/add.test.js');
      await writeFiles(folder, { 'test/add.test.js/index.js': 'x' });
    },
  ],
  ['writes the hidden test itself', (folder: string) => writeFiles(folder, { 'test/more.test.js': 'forged' })],
] as const)('a change that %s is graded by the tests of the task', async ([, change]) => {
  const files = await filesGraded(change, hidden);

  expect(files).toMatchObject({
    'test/add.test.js': 'old tests\nhidden tests',
    'test/more.test.js': 'more hidden tests',
  });
  expect(Object.keys(files).filter((path) => path.startsWith('test'))).toHaveLength(2);
});

test('without hidden tests those of the base are put back, and tests the change added stay', async () => {
  const files = await filesGraded(
    (folder) => writeFiles(folder, { 'test/add.test.js': 'weaker', 'test/own.test.js': 'own' }),
    null,
  );

  expect(files).toMatchObject({ 'test/add.test.js': 'old tests', 'test/own.test.js': 'own' });
});

test('a patch that does not apply is a fault', async () => {
  const other = Buffer.from(hidden.toString().replace(' old tests', ' other tests'));

  await expect(filesGraded((folder) => writeFiles(folder, { 'src/add.js': 'x' }), other)).rejects.toThrow('apply');
});

test('the hidden tests of our own manifest apply to their repository', async () => {
  const own = join(import.meta.dirname, '../eval');
  await using scratch = await temporaryDirectory();
  const directory = join(scratch.path, 'slug.git');
  const baseSha = await commitFolder(deps, { folder: join(own, 'repositories/slug'), directory }, never);
  const testPatch = await readFile(join(own, 'hidden/slug.patch'));

  const sha = await commitTests(
    deps,
    { mirror: { directory, baseSha, branch: 'main' }, head: baseSha, testPatch },
    never,
  );

  expect(await git(directory, 'show', `${sha}:test/slug.test.js`)).toContain('keeps letters that have an accent');
});
