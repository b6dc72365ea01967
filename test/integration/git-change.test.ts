import { execFile } from 'node:child_process';
import { chmod, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Change, ChangeEntry } from '../../src/git/change.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { countLines } from '../../src/git/count-lines.ts';
import { exportScript } from '../../src/git/export-script.ts';
import { parseExport } from '../../src/git/parse-export.ts';
import { readChangeTexts } from '../../src/git/read-change-texts.ts';
import { renderPatch } from '../../src/git/render-patch.ts';
import { git, gitDeps, never, runScript, writeFiles } from '../support/git-fixture.ts';
import { type GitJourney, gitJourney } from '../support/git-journey.ts';

const request = (change: Change) => ({
  change,
  message: 'Fix the sum\n\nFixes #7\n',
  author: { name: 'sandpiper[bot]', email: '1+sandpiper[bot]@users.noreply.example.org' },
  at: new Date('2026-11-23T10:00:00Z'),
});

async function changeOf(journey: GitJourney): Promise<Change> {
  const result = await journey.readChange();
  if (result.kind !== 'change') throw new Error(`Expected a change, got ${JSON.stringify(result)}`);
  return result.change;
}

const files = {
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
  'src/old.js': 'old\n',
  'bin/run': '#!/bin/sh\n',
  '.gitignore': 'dist/\n',
};

test('gives the sandbox an ordinary checkout with one commit and no remote', async () => {
  await using journey = await gitJourney(files);

  await writeFile(join(journey.workspace, 'src/sum.js'), 'fixed\n');

  expect(await git(journey.workspace, 'diff', '--name-only')).toBe('src/sum.js');
  expect(await git(journey.workspace, 'log', '--format=%s')).toBe(`Files of ${journey.mirror.baseSha}`);
  expect(await git(journey.workspace, 'branch', '--show-current')).toBe('main');
  expect(await git(journey.workspace, 'remote')).toBe('');
});

test('brings added, modified and deleted files, modes, and bytes that are not text out of the sandbox', async () => {
  await using journey = await gitJourney(files);
  const { workspace } = journey;
  const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  await writeFiles(workspace, { 'src/sum.js': 'fixed\n', 'a b/ü ✓.bin': bytes, 'empty.txt': '' });
  await rm(join(workspace, 'src/old.js'));
  await chmod(join(workspace, 'bin/run'), 0o755);

  const change = await changeOf(journey);

  expect(change.baseSha).toBe(journey.mirror.baseSha);
  expect(change.entries).toMatchObject([
    { status: 'added', path: 'a b/ü ✓.bin', mode: '100644', bytes: Buffer.from(bytes) },
    { status: 'modified', path: 'bin/run', mode: '100755' },
    { status: 'added', path: 'empty.txt', bytes: Buffer.alloc(0) },
    { status: 'deleted', path: 'src/old.js' },
    { status: 'modified', path: 'src/sum.js', bytes: Buffer.from('fixed\n') },
  ]);
});

test('finds nothing when nothing changed, or only what is ignored, or only commits were made', async () => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, {
    'node_modules/left/index.js': 'x',
    'dist/out.js': 'x',
    'pkg/node_modules/a.js': 'x',
  });
  await git(journey.workspace, 'commit', '--quiet', '--allow-empty', '--message', 'Nothing');

  expect(await journey.readChange()).toEqual({ kind: 'empty' });
});

test('takes what the agent committed like what it did not', async () => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n' });
  await git(journey.workspace, 'commit', '--quiet', '--all', '--message', 'Fix');

  expect((await changeOf(journey)).entries).toMatchObject([{ path: 'src/sum.js', status: 'modified' }]);
});

test('follows a node_modules folder that the base tracks', async () => {
  await using journey = await gitJourney({ 'node_modules/own/index.js': 'one\n' });
  await writeFiles(journey.workspace, { 'node_modules/own/index.js': 'two\n', 'node_modules/other/index.js': 'new\n' });

  expect((await changeOf(journey)).entries).toMatchObject([{ path: 'node_modules/own/index.js', status: 'modified' }]);
});

test('keeps line endings as the attributes of the repository want them', async () => {
  await using journey = await gitJourney({
    '.gitattributes': '* text=auto eol=crlf\n',
    'a.txt': 'one\n',
    'b.txt': 'one\n',
  });
  await writeFiles(journey.workspace, { 'a.txt': 'two\r\n' });

  expect((await changeOf(journey)).entries).toMatchObject([{ path: 'a.txt', bytes: Buffer.from('two\n') }]);
});

test('leaves the symbolic links of the base alone, and lets one be deleted', async () => {
  await using journey = await gitJourney(files, async (repository) => {
    await symlink('src/sum.js', join(repository, 'kept'));
    await symlink('/etc/passwd', join(repository, 'dropped'));
  });
  await rm(join(journey.workspace, 'dropped'));

  expect((await changeOf(journey)).entries).toEqual([{ kind: 'delete', status: 'deleted', path: 'dropped' }]);
});

test('says why when the exporter fails, whatever it fails at', async () => {
  await using journey = await gitJourney(files);
  const stdin = ReadableStream.from([]);
  await rm(join(journey.folder, 'sandpiper-export.git/objects'), { recursive: true });

  const { stdout } = await runScript(exportScript, {
    cwd: journey.workspace,
    stdin,
    env: { TMPDIR: journey.folder },
  });

  expect(await parseExport(ReadableStream.from([stdout]), await journey.rules())).toMatchObject({
    kind: 'refused',
    refusals: [{ path: '.', reason: expect.stringContaining('not a git repository') }],
  });
});

test('passes over what is neither file nor folder', async () => {
  await using journey = await gitJourney(files);
  await promisify(execFile)('mkfifo', [join(journey.workspace, 'pipe')]);

  expect(await journey.readChange()).toEqual({ kind: 'empty' });
});

test('commits exactly the change, on the real base', async () => {
  await using journey = await gitJourney(files);
  await rm(join(journey.workspace, 'src/old.js'));
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n', 'src/old.js/now-a-folder.js': 'x\n' });

  const commit = await commitChange(gitDeps(), journey.mirror, request(await changeOf(journey)), never);

  const { directory, baseSha } = journey.mirror;
  expect(await git(directory, 'rev-parse', `${commit.sha}^`, `${commit.sha}^{tree}`)).toBe(
    `${baseSha}\n${commit.tree}`,
  );
  expect(await git(directory, 'diff', '--name-status', '--no-renames', baseSha, commit.sha)).toBe(
    'D\tsrc/old.js\nA\tsrc/old.js/now-a-folder.js\nM\tsrc/sum.js',
  );
  expect(await git(directory, 'log', '-1', '--format=%an|%ae|%cn|%aI|%B', commit.sha)).toBe(
    'sandpiper[bot]|1+sandpiper[bot]@users.noreply.example.org|sandpiper[bot]|2026-11-23T10:00:00+00:00|Fix the sum\n\nFixes #7',
  );
});

test('commits the same change at the same time to the same id', async () => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n' });
  const change = await changeOf(journey);

  const commits = await Promise.all([1, 2].map(() => commitChange(gitDeps(), journey.mirror, request(change), never)));

  expect(new Set(commits.map(({ sha }) => sha)).size).toBe(1);
});

test.for<[string, (entry: ChangeEntry) => object]>([
  ['a file is said to be new and is not', (entry) => ({ ...entry, status: 'added' })],
  ['the bytes are not those of the id', (entry) => ({ ...entry, bytes: Buffer.from('other\n') })],
  ['git drops the path without a word', (entry) => ({ ...entry, status: 'added', path: '.git/config' })],
  ['the path climbs out', (entry) => ({ ...entry, status: 'added', path: '../outside' })],
  ['the path hides .git', (entry) => ({ ...entry, status: 'added', path: '.g\u200cit/x' })],
])('refuses to commit when %s', async ([, forge]) => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n' });
  const change = await changeOf(journey);
  const forged: Change = { ...change, entries: change.entries.map((entry) => forge(entry) as ChangeEntry) };

  const committing = commitChange(gitDeps(), journey.mirror, request(forged), never);

  await expect(committing).rejects.toMatchObject({ name: 'GitFault', kind: 'corrupt' });
});

test('shows each changed file before and after, where both are text of a reasonable size', async () => {
  await using journey = await gitJourney({
    ...files,
    'big.txt': 'x'.repeat(5000),
    'image.png': Buffer.from([0, 1, 2]),
  });
  await writeFiles(journey.workspace, {
    'src/sum.js': 'fixed\n',
    'big.txt': 'small\n',
    'image.png': Buffer.from([0, 3]),
    'new.js': 'new\n',
  });
  await rm(join(journey.workspace, 'src/old.js'));
  const change = await changeOf(journey);

  const texts = await readChangeTexts(gitDeps(), { mirror: journey.mirror, change }, 1000, never);

  expect(texts).toEqual([
    { path: 'big.txt', status: 'modified', before: null, after: 'small\n' },
    { path: 'image.png', status: 'modified', before: null, after: null },
    { path: 'new.js', status: 'added', before: null, after: 'new\n' },
    { path: 'src/old.js', status: 'deleted', before: 'old\n', after: null },
    { path: 'src/sum.js', status: 'modified', before: files['src/sum.js'], after: 'fixed\n' },
  ]);
});

test('renders a patch that git can apply, binary files included', async () => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n', 'image.png': Buffer.from([0, 1, 2, 255]) });
  const { sha } = await commitChange(gitDeps(), journey.mirror, request(await changeOf(journey)), never);

  const patch = await renderPatch(gitDeps(), { mirror: journey.mirror, head: sha, maxBytes: 100_000 }, never);

  expect(patch.isCut).toBe(false);
  await writeFile(join(journey.folder, 'the.patch'), patch.text);
  await git(journey.repository, 'apply', join(journey.folder, 'the.patch'));
  expect(await readFile(join(journey.repository, 'image.png'))).toEqual(Buffer.from([0, 1, 2, 255]));
});

test('cuts a patch that is too long and says so', async () => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, { 'long.txt': 'line\n'.repeat(50_000) });
  const { sha } = await commitChange(gitDeps(), journey.mirror, request(await changeOf(journey)), never);

  const patch = await renderPatch(gitDeps(), { mirror: journey.mirror, head: sha, maxBytes: 1000 }, never);

  expect(patch.isCut).toBe(true);
  expect(patch.text.length).toBeLessThanOrEqual(1000);
});

test('holds no huge file of the base in memory to count its lines', async () => {
  await using journey = await gitJourney({ ...files, 'huge.txt': 'a line\n'.repeat(2_500_000) });
  await writeFiles(journey.workspace, { 'huge.txt': 'short\n', 'src/sum.js': 'fixed\n' });
  const change = await changeOf(journey);
  const { sha: head } = await commitChange(gitDeps(), journey.mirror, request(change), never);

  const counts = await countLines(gitDeps(), { mirror: journey.mirror, change, head }, never);

  expect(counts).toMatchObject([
    { path: 'huge.txt', lines: null },
    { path: 'src/sum.js', lines: { added: 1, removed: 1 } },
  ]);
});
