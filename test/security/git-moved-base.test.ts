import { chmod, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryOver } from '../../src/git/carry-over.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { mergeTip } from '../../src/git/merge-tip.ts';
import { openQuarantine } from '../../src/git/open-quarantine.ts';
import type { ExportRules } from '../../src/git/parse-export.ts';
import { protectedPaths } from '../../src/git/protected-paths.ts';
import { type ChangedFiles, commitChanged } from '../support/committed-change.ts';
import { commitFiles, git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { type GitJourney, gitJourney } from '../support/git-journey.ts';

const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
const text = (changed: Readonly<Record<number, string>> = {}) =>
  `${lines.map((line, index) => changed[index] ?? line).join('\n')}\n`;
const binary = (first: number) => Buffer.from([first, 0, 1, 2, 0, 255, 3]);
const [ours, theirs] = [text({ 3: 'ours' }), text({ 25: 'theirs' })];
const together = text({ 3: 'ours', 25: 'theirs' });

const base = {
  'src/sum.js': text(),
  'src/other.js': 'other\n',
  'dir/a.js': text(),
  'logo.bin': binary(1),
  'tool.sh': text(),
};
const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
const limits = { maxFiles: 100, maxFileBytes: 100_000, maxTotalBytes: 400_000, protectedPaths };
const open: { journey: GitJourney | null } = { journey: null };

beforeAll(async () => {
  open.journey = await gitJourney(base, (at) => symlink('other.js', join(at, 'src/link.js')));
});
afterAll(async () => {
  await open.journey?.[Symbol.asyncDispose]();
});

type Meanwhile = (repository: string) => Promise<unknown>;

const push =
  (files: Readonly<Record<string, string | Uint8Array>>): Meanwhile =>
  (at) =>
    writeFiles(at, files);
const move =
  (from: string, to: string, then: Meanwhile = async () => undefined): Meanwhile =>
  async (at) => {
    await mkdir(dirname(join(at, to)), { recursive: true });
    await rename(join(at, from), join(at, to));
    await then(at);
  };
const remove =
  (path: string): Meanwhile =>
  (at) =>
    rm(join(at, path), { recursive: true });

/** A change made from the base, and what others did to it meanwhile; both in the mirror. */
async function meeting(changed: ChangedFiles, meanwhile: Meanwhile) {
  if (open.journey === null) throw new Error('There is no repository');
  const { repository, mirror } = open.journey;
  await git(repository, 'checkout', '--quiet', '--force', '--detach', mirror.baseSha);
  await git(repository, 'clean', '--quiet', '-fdx');
  await meanwhile(repository);
  const tip = await commitFiles(repository, {}, 'Meanwhile');
  await git(repository, 'push', '--quiet', mirror.directory, `${tip}:refs/sandpiper/base/${tip}`);
  const { sha } = await commitChanged(mirror, changed);
  return { mirror, sha, tip };
}

async function merge(met: Awaited<ReturnType<typeof meeting>>) {
  await using quarantine = await openQuarantine(gitDeps(), met.mirror);
  return await mergeTip(gitDeps(), met, quarantine, never);
}

describe('a change that applies where its base is now', () => {
  test.for<readonly [string, ChangedFiles, Meanwhile, readonly string[]]>([
    [
      'in the file that both changed',
      { writes: { 'src/sum.js': ours } },
      push({ 'src/sum.js': theirs }),
      ['M 100644 src/sum.js'],
    ],
    [
      'under the name that a file got meanwhile',
      { writes: { 'src/sum.js': ours } },
      move('src/sum.js', 'lib/total.js', push({ 'lib/total.js': theirs })),
      ['M 100644 lib/total.js'],
    ],
    [
      'in the folder that others renamed',
      { writes: { 'dir/a.js': ours } },
      move('dir', 'folder'),
      ['M 100644 folder/a.js'],
    ],
    [
      'with what others did to a file it renames',
      { deletes: ['src/sum.js'], writes: { 'src/total.js': ours } },
      push({ 'src/sum.js': theirs }),
      ['A 100644 src/total.js', 'D 000000 src/sum.js'],
    ],
    [
      'with a file that is not text',
      { writes: { 'logo.bin': binary(2) } },
      push({ 'src/sum.js': theirs }),
      ['M 100644 logo.bin'],
    ],
    [
      'with the executable bit of others',
      { writes: { 'tool.sh': ours } },
      (at) => chmod(join(at, 'tool.sh'), 0o755),
      ['M 100755 tool.sh'],
    ],
    [
      'with its own executable bit',
      { writes: { 'tool.sh': ours }, executable: ['tool.sh'] },
      push({ 'tool.sh': theirs }),
      ['M 100755 tool.sh'],
    ],
    ['with nothing but what it deletes', { deletes: ['src/link.js'] }, push({ a: 'a' }), ['D 000000 src/link.js']],
    [
      'without the submodules, links and protected files that others added',
      { writes: { 'src/sum.js': ours } },
      async (at) => {
        await writeFiles(at, {
          '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = https://example.org/x\n',
          '.github/workflows/ci.yml': 'on: push\n',
          CODEOWNERS: '* @wanda\n',
          'a:b': 'no name for Windows\n',
        });
        await symlink('/etc/passwd', join(at, 'passwd'));
        await git(at, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},x`);
      },
      ['M 100644 src/sum.js'],
    ],
    [
      'on a history that has nothing in common with it',
      { writes: { 'src/sum.js': ours } },
      async (at) => {
        await git(at, 'checkout', '--quiet', '--orphan', 'fresh');
        await git(at, 'commit', '--quiet', '--message', 'Fresh');
        await git(at, 'checkout', '--quiet', '--detach');
        await git(at, 'branch', '--quiet', '-D', 'fresh');
      },
      ['M 100644 src/sum.js'],
    ],
  ])('is made again there %s, and holds nothing else', async ([, changed, meanwhile, expected]) => {
    const met = await meeting(changed, meanwhile);

    const carried = await carryOver(gitDeps(), met, limits, never);
    if (carried.kind !== 'change') throw new Error(JSON.stringify(carried));
    const request = { change: carried.change, message: 'Fix', author, at: new Date(0) };
    const { sha } = await commitChange(gitDeps(), { ...met.mirror, baseSha: met.tip }, request, never);

    const { directory } = met.mirror;
    const raw = await git(directory, 'diff-tree', '-r', '--raw', '--no-renames', '--no-abbrev', met.tip, sha);
    const differs = raw.split('\n').map((line) => line.replace(/^:\d+ (\d+) \S+ \S+ (\S)\t/, '$2 $1 '));
    expect(differs.toSorted()).toEqual(expected);
    expect(await git(directory, 'rev-parse', `${sha}^`)).toBe(met.tip);
    expect(await merge(met)).toEqual({ kind: 'merged', tree: await git(directory, 'rev-parse', `${sha}^{tree}`) });
  });

  test('has the lines of both in one file', async () => {
    const met = await meeting({ writes: { 'src/sum.js': ours } }, push({ 'src/sum.js': theirs }));

    const carried = await carryOver(gitDeps(), met, limits, never);

    const [entry] = carried.kind === 'change' ? carried.change.entries : [];
    expect(entry?.kind === 'write' && Buffer.from(entry.bytes).toString('utf8')).toBe(together);
  });

  test.for<readonly [string, ChangedFiles, Meanwhile]>([
    ['the same lines', { writes: { 'src/sum.js': ours } }, push({ 'src/sum.js': ours })],
    ['the same new file', { writes: { 'src/new.js': 'new\n' } }, push({ 'src/new.js': 'new\n' })],
    ['the same deletion', { deletes: ['src/other.js'] }, remove('src/other.js')],
    [
      'the same bit',
      { writes: { 'tool.sh': text() }, executable: ['tool.sh'] },
      (at) => chmod(join(at, 'tool.sh'), 0o755),
    ],
  ])('is nothing where others made %s', async ([, changed, meanwhile]) => {
    const met = await meeting(changed, meanwhile);

    expect(await carryOver(gitDeps(), met, limits, never)).toEqual({ kind: 'empty' });
  });
});

/** Git merges each of these without a word, as the first expectation shows. */
describe('what a merge makes of a change is refused', () => {
  test.for<readonly [string, ChangedFiles, Meanwhile, RegExp, Partial<ExportRules>?]>([
    [
      'in a folder that runs with rights, where others moved the file',
      { writes: { 'src/sum.js': ours } },
      move('src/sum.js', '.github/actions/sum.js'),
      /^it is protected \(\.github\/\*\*\)$/,
    ],
    [
      'as words for agents, where others moved the file',
      { writes: { 'src/sum.js': ours } },
      move('src/sum.js', 'AGENTS.md'),
      /^it is protected \(\*\*\/AGENTS\.md\)$/,
    ],
    [
      'in what maintainers protect since',
      { writes: { 'src/sum.js': ours } },
      push({ 'src/sum.js': theirs }),
      /^it is protected \(src\/\*\*\)$/,
      { protectedPaths: ['src/**'] },
    ],
    [
      'beside a name that others took in other letters',
      { writes: { 'src/new.js': 'ours\n' } },
      push({ 'src/NEW.js': 'theirs\n' }),
      /^on some machines it is the same file or folder as src\/NEW\.js$/,
    ],
    [
      'in a folder that others made in other letters',
      { writes: { 'new/a.js': 'ours\n' } },
      push({ 'New/b.js': 'theirs\n' }),
      /^on some machines it is the same file or folder as New$/,
    ],
    [
      'under a name that others gave it and not every machine can write',
      { writes: { 'src/sum.js': ours } },
      move('src/sum.js', 'src\\sum.js'),
      /^its name holds a backslash or a colon$/,
    ],
    [
      'as more than one file may hold',
      { writes: { 'src/sum.js': ours } },
      push({ 'src/sum.js': `${theirs}${'x'.repeat(100_000)}\n` }),
      /^it has \d+ bytes; at most 100000 are accepted$/,
    ],
    [
      'as more than a change may hold',
      { writes: { 'src/sum.js': ours, 'dir/a.js': ours } },
      push({ 'src/sum.js': theirs, 'dir/a.js': theirs }),
      /^with it the change has more than 400 bytes$/,
      { maxFileBytes: 300, maxTotalBytes: 400 },
    ],
    [
      'as more files than a change may touch',
      { writes: { 'src/sum.js': ours, 'dir/a.js': ours } },
      push({ 'src/sum.js': theirs }),
      /^the change touches more than 1 files$/,
      { maxFiles: 1 },
    ],
  ])('%s', async ([, changed, meanwhile, reason, rules]) => {
    const met = await meeting(changed, meanwhile);

    expect(await merge(met)).toMatchObject({ kind: 'merged' });
    expect(await carryOver(gitDeps(), met, { ...limits, ...rules }, never)).toMatchObject({
      kind: 'refused',
      refusals: [{ reason: expect.stringMatching(reason) }],
    });
  });
});

describe('a change conflicts with its base', () => {
  test.for<readonly [string, ChangedFiles, Meanwhile, readonly string[]]>([
    ['in the same line', { writes: { 'src/sum.js': ours } }, push({ 'src/sum.js': text({ 3: 'x' }) }), ['src/sum.js']],
    ['in a file that is gone', { writes: { 'src/sum.js': ours } }, remove('src/sum.js'), ['src/sum.js']],
    ['in a file that it deletes', { deletes: ['src/sum.js'] }, push({ 'src/sum.js': theirs }), ['src/sum.js']],
    [
      'in a file that is not text',
      { writes: { 'logo.bin': binary(2) } },
      push({ 'logo.bin': binary(3) }),
      ['logo.bin'],
    ],
    ['in a file that both made', { writes: { 'new.js': 'ours\n' } }, push({ 'new.js': 'theirs\n' }), ['new.js']],
    [
      'in a file that is a symbolic link now',
      { writes: { 'src/sum.js': ours } },
      async (at) => {
        await rm(join(at, 'src/sum.js'));
        await symlink('/etc/passwd', join(at, 'src/sum.js'));
      },
      ['src/sum.js'],
    ],
    [
      'in a folder that is a file now',
      { writes: { 'dir/new.js': 'new\n' } },
      async (at) => {
        await rm(join(at, 'dir'), { recursive: true });
        await writeFiles(at, { dir: 'a file\n' });
      },
      ['dir'],
    ],
    [
      'in a folder that has another name now, and gets a new file',
      { writes: { 'dir/new.js': 'new\n' } },
      move('dir', 'folder'),
      ['folder/new.js'],
    ],
    [
      'though others say that both sides of any line are to be kept',
      { writes: { 'src/sum.js': ours } },
      push({ '.gitattributes': '*.js merge=union\n', 'src/sum.js': text({ 3: 'x' }) }),
      ['src/sum.js'],
    ],
    [
      'though others name a program to merge it with',
      { writes: { 'src/sum.js': ours } },
      push({ '.gitattributes': '*.js merge=program\n', 'src/sum.js': text({ 3: 'x' }) }),
      ['src/sum.js'],
    ],
  ])('%s, and is not made again', async ([, changed, meanwhile, paths]) => {
    const met = await meeting(changed, meanwhile);

    expect(await merge(met)).toEqual({ kind: 'conflicts', paths, tree: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(await carryOver(gitDeps(), met, limits, never)).toEqual({ kind: 'conflicts', paths });
  });
});
