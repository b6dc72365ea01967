import { execFile } from 'node:child_process';
import { access, chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { verifyRecord as command } from '../../src/commands/verify-record.ts';
import { readCommit } from '../../src/git/read-commit.ts';
import { describeVerification } from '../../src/run/verification/describe-verification.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { git, gitDeps, never, temporaryFolder } from '../support/git-fixture.ts';
import { publishedRecord } from '../support/published-record.ts';

const deps = { git: gitDeps() };
const cli = join(import.meta.dirname, '../../src/cli.ts');

describe('the record of a run that published a commit', () => {
  test('holds in every link, against the commit and an anchor', async () => {
    await using run = await publishedRecord();
    const commit = { repository: run.repository, sha: run.sha };

    const report = await verifyRecord(deps, { directory: run.directory, commit, anchor: run.head }, never);

    expect(report.links.filter(({ holds }) => !holds)).toEqual([]);
    expect(report.links.map(({ link }) => link)).toEqual([
      'chain',
      'files',
      'end',
      'statement',
      'proof',
      'commit',
      'anchor',
    ]);
    expect(report).toMatchObject({ isSound: true, runId: '20261125-200000-0badcafe' });
  });

  test('is bound to the commit: each names the other', async () => {
    await using run = await publishedRecord();

    const message = await git(run.repository, 'log', '-1', '--format=%B', 'published');

    expect(message).toMatch(
      /^Adding subtracts\n\nIssue: #7\nSandpiper-Run: 20261125-200000-0badcafe\nSandpiper-Record: 5 [0-9a-f]{64}\nCo-authored-by: wanda <wanda@users\.noreply\.github\.com>$/,
    );
    const lines = (await readFile(join(run.directory, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(message).toContain(JSON.parse(lines[4] ?? '').hash);
    expect(JSON.parse(lines[5] ?? '')).toMatchObject({
      type: 'commit',
      sha: run.sha,
      tree: await git(run.repository, 'rev-parse', 'published^{tree}'),
      base: run.baseSha,
    });
  });

  test('states what was run and what came out, for whoever has the commit', async () => {
    await using run = await publishedRecord();

    const statement = JSON.parse(await readFile(join(run.directory, 'statement.json'), 'utf8'));

    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'head', digest: { gitCommit: run.sha } }, { name: 'tree' }],
      predicate: {
        commands: [
          { purpose: 'base', exit: { code: 1 } },
          { purpose: 'head', exit: { code: 0 } },
        ],
        egress: { allowed: 1, denied: 0 },
        outcome: { kind: 'published', verdict: 'verified' },
        record: { events: run.head.seq, head: run.head.hash },
      },
    });
  });

  test('still holds when it was moved, and when a server made the commit again to sign it', async () => {
    await using run = await publishedRecord();
    const directory = join(run.folder, 'elsewhere');
    await rename(run.directory, directory);
    const message = await git(run.repository, 'log', '-1', '--format=%B', 'published');
    const tree = await git(run.repository, 'rev-parse', 'published^{tree}');
    const sha = await git(run.repository, 'commit-tree', '-p', run.baseSha, '-m', message, tree);

    const commit = { repository: run.repository, sha };
    const report = await verifyRecord(deps, { directory, commit, anchor: null }, never);

    expect(sha).not.toBe(run.sha);
    expect(report.isSound).toBe(true);
    expect(report.links.at(-1)?.words).toContain(`Its id is not ${run.sha}`);
  });

  test('that came to nothing holds without a commit', async () => {
    await using run = await publishedRecord({ kind: 'cancelled', stage: 'publishing', because: 'Somebody did.' });

    const report = await verifyRecord(deps, { directory: run.directory, commit: null, anchor: null }, never);

    expect(report.isSound).toBe(true);
  });
});

describe('what is said of a record', () => {
  test('is what was checked, and that the commit would tell more', async () => {
    await using run = await publishedRecord();

    const report = await verifyRecord(deps, { directory: run.directory, commit: null, anchor: null }, never);

    const lines = describeVerification(report);
    expect(lines.flatMap((line) => /^ {2}holds {3}(\w+)/.exec(line)?.[1] ?? [])).toEqual([
      'chain',
      'files',
      'end',
      'statement',
      'proof',
    ]);
    expect(lines.at(-1)).toMatch(/give --commit and --repo/);
  });

  test.for<[name: string, given: 'commit' | 'anchor', words: RegExp]>([
    ['only what came before the commit', 'commit', /as it was when the commit was made.*--anchor/],
    ['what came before the anchor', 'anchor', /as it was when it was anchored/],
  ])('claims %s', async ([, given, words]) => {
    await using run = await publishedRecord();
    const commit = given === 'commit' ? { repository: run.repository, sha: run.sha } : null;
    const anchor = given === 'anchor' ? run.head : null;

    const report = await verifyRecord(deps, { directory: run.directory, commit, anchor }, never);

    expect(describeVerification(report).at(-1)).toMatch(words);
  });

  test('names the first broken link, and ends with 1 at a terminal', async () => {
    await using run = await publishedRecord();
    await writeFile(join(run.directory, 'change.patch'), '+ evil\n');

    const typed = promisify(execFile)(process.execPath, [cli, 'verify-record', run.directory]);

    await expect(typed).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /BROKEN {2}files {7}change\.patch has 7 bytes.*\nThe first broken link: files\.\n$/,
      ),
    });
  });

  test.for<[name: string, args: string[], words: RegExp]>([
    ['no run', [], /Say which run/],
    ['a commit without a repository', ['last', '--commit', 'a'.repeat(40)], /go together/],
    ['a part of an id', ['last', '--commit', 'abc1234', '--repo', '.'], /whole id/],
    ['an anchor that is none', ['last', '--anchor', 'abc'], /number of an event/],
  ])('needs better arguments than %s', async ([, args, words]) => {
    await expect(command(args, never)).rejects.toThrow(words);
  });
});

describe('a commit of somebody else’s repository', () => {
  test('is read from a checkout, from a further work tree of it, and from a bare repository', async () => {
    await using run = await publishedRecord();
    const workTree = join(run.folder, 'work-tree');
    await git(run.repository, 'worktree', 'add', '--quiet', workTree, 'published');
    const bare = join(run.folder, 'bare.git');
    await git(run.folder, 'clone', '--quiet', '--bare', run.repository, bare);

    const read = await Promise.all(
      [run.repository, workTree, bare].map((repository) => readCommit(gitDeps(), { repository, sha: run.sha }, never)),
    );

    for (const commit of read) expect(commit.parents).toEqual([run.baseSha]);
  });

  test('is not read where there is none, or no repository', async () => {
    await using run = await publishedRecord();
    await using empty = await temporaryFolder();
    const sha = 'a'.repeat(40);

    await expect(readCommit(gitDeps(), { repository: run.repository, sha }, never)).rejects.toThrow(/no commit a/);
    await expect(readCommit(gitDeps(), { repository: empty.path, sha }, never)).rejects.toThrow(/no git repository/);
  });

  test('is read without its settings, hooks or replacements having a say', async () => {
    await using run = await publishedRecord();
    const proof = join(run.folder, 'was-here');
    await git(run.repository, 'config', 'core.fsmonitor', `touch ${proof}; false`);
    await git(run.repository, 'replace', run.sha, run.baseSha);

    const commit = await readCommit(gitDeps(), { repository: run.repository, sha: run.sha }, never);

    expect(commit.parents).toEqual([run.baseSha]);
    await expect(access(proof)).rejects.toThrow();
    expect(await git(run.repository, 'rev-list', '--parents', '-1', run.sha)).not.toContain(` ${run.baseSha}`);
    await git(run.repository, 'status');
    await access(proof);
  });

  test('is read where their settings would keep git from working', async () => {
    await using run = await publishedRecord();
    await git(run.repository, 'config', 'core.repositoryFormatVersion', '99');

    const commit = await readCommit(gitDeps(), { repository: run.repository, sha: run.sha }, never);

    expect(commit.parents).toEqual([run.baseSha]);
    await expect(git(run.repository, 'status')).rejects.toThrow(/repo version/);
  });

  test('is refused when its bytes are not those of its id', async () => {
    await using run = await publishedRecord();
    const bare = join(run.folder, 'forged.git');
    await git(run.folder, 'init', '--quiet', '--bare', bare);
    const evil = await git(run.repository, 'commit-tree', '-m', 'Evil', `${run.baseSha}^{tree}`);
    await packAs(run.repository, bare, { evil, sha: run.sha });

    expect(await git(bare, 'cat-file', 'commit', run.sha)).toContain('Evil');
    await expect(readCommit(gitDeps(), { repository: bare, sha: run.sha }, never)).rejects.toThrow(
      /not what its id says/,
    );
  });
});

/** A pack whose index says of the one commit in it that it is another; git believes the index. */
async function packAs(from: string, to: string, { evil, sha }: { readonly evil: string; readonly sha: string }) {
  const prefix = join(to, 'objects/pack/pack');
  const packing = promisify(execFile)('bash', [
    '-c',
    `echo ${evil} | git -C "$1" pack-objects --quiet "$2"`,
    '-',
    from,
    prefix,
  ]);
  const index = `${prefix}-${(await packing).stdout.trim()}.idx`;
  const bytes = await readFile(index);
  const id = Buffer.from(sha, 'hex');
  for (let first = 0; first < 256; first += 1) bytes.writeUInt32BE(first >= (id[0] ?? 0) ? 1 : 0, 8 + 4 * first);
  id.copy(bytes, 8 + 4 * 256);
  await chmod(index, 0o600);
  await writeFile(index, bytes);
}
