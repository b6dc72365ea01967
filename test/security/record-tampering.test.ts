import { appendFile, cp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRun } from '../../src/run/recording/load-run.ts';
import { printStatement, stateRun } from '../../src/run/verification/state-run.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { digestOf } from '../../src/store/digest-of.ts';
import { type ChainHead, chainStart } from '../../src/store/record-event.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { sealEvent } from '../../src/store/seal-event.ts';
import { git, gitDeps, never } from '../support/git-fixture.ts';
import { publishedRecord } from '../support/published-record.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type Lines = readonly string[];
type Tamper = (directory: string) => Promise<unknown>;

let run: Awaited<ReturnType<typeof publishedRecord>>;
beforeAll(async () => {
  run = await publishedRecord();
});
afterAll(async () => {
  await run[Symbol.asyncDispose]();
});

/** The first broken link of a copy of the record after it was tampered with; `null`: none. */
async function firstBroken(tamper: Tamper, against: 'itself' | 'the commit' | 'the anchor' = 'itself') {
  await using copy = await temporaryDirectory();
  await cp(run.directory, copy.path, { recursive: true });
  await tamper(copy.path);
  const commit = against === 'the commit' ? { repository: run.repository, sha: run.sha } : null;
  const anchor = against === 'the anchor' ? run.head : null;
  const { links } = await verifyRecord({ git: gitDeps() }, { directory: copy.path, commit, anchor }, never);
  return links.find(({ holds }) => !holds)?.link ?? null;
}

async function filesOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

const edits: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  'a byte of it is another': async (path) => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
    await writeFile(path, bytes);
  },
  'its last byte is another': async (path) => {
    const bytes = await readFile(path);
    await writeFile(path, Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')]));
  },
  'its last byte is gone': async (path) => truncate(path, (await readFile(path)).length - 1),
  'it is empty': (path) => truncate(path, 0),
  'something follows it': (path) => appendFile(path, 'x'),
  'a line feed follows it': (path) => appendFile(path, '\n'),
  'it is gone': (path) => rm(path),
  'it is a link to the same bytes': async (path) => {
    const same = join(run.folder, `same-${digestOf('', Buffer.from(path)).sha256}`);
    await cp(path, same);
    await rm(path);
    await symlink(same, path);
  },
};

describe('every file of a record', () => {
  test('is there to be tampered with', async () => {
    expect(await filesOf(run.directory)).toEqual([
      'change.patch',
      'commands/001.err',
      'commands/001.out',
      'commands/002.err',
      'commands/002.out',
      'events.jsonl',
      'proof.json',
      'run.json',
      'statement.json',
      expect.stringMatching(/^texts\//),
      'trajectory.json',
    ]);
    expect(await firstBroken(async () => undefined)).toBeNull();
    expect(await firstBroken(async () => undefined, 'the commit')).toBeNull();
    expect(await firstBroken(async () => undefined, 'the anchor')).toBeNull();
  });

  test.for(Object.entries(edits))('is missed when %s', async ([name, edit]) => {
    const missed: string[] = [];
    for (const file of await filesOf(run.directory)) {
      const isNothing = (await readFile(join(run.directory, file))).length === 0 && /byte|empty/.test(name);
      if (isNothing) continue;
      if (file === 'events.jsonl' && name === 'it is a link to the same bytes') continue;
      if ((await firstBroken((directory) => edit(join(directory, file)))) === null) missed.push(file);
    }

    expect(missed).toEqual([]);
  });

  test.for<[name: string, tamper: Tamper, link: string]>([
    ['a file nobody wrote', (directory) => writeFile(join(directory, 'notes.md'), 'I was here.'), 'files'],
    ['an output nobody printed', (directory) => writeFile(join(directory, 'commands/003.out'), 'ok'), 'files'],
    ['a hidden file', (directory) => writeFile(join(directory, '.proof.json'), '{}'), 'files'],
    ['a link to a folder', (directory) => symlink('/etc', join(directory, 'etc')), 'files'],
    ['a statement of another run', edited('statement.json', '"verified"', '"regression-safe"'), 'statement'],
    [
      'a statement about another commit',
      edited('statement.json', /"gitCommit": "\w{8}/, '"gitCommit": "00000000'),
      'statement',
    ],
    ['a changed word', edited('events.jsonl', 'A test is fixed.', 'All is well now.'), 'chain'],
    ['half an event after the end', (directory) => appendFile(join(directory, 'events.jsonl'), '{"seq":'), 'end'],
    ['an event after the end', rewritten((lines) => [...lines, '{"at":"","type":"stage","stage":"solving"}']), 'end'],
    ['no end', rewritten((lines) => lines.slice(0, -1)), 'end'],
  ])('has no room for %s', async ([, tamper, link]) => {
    expect(await firstBroken(tamper)).toBe(link);
  });
});

test('a file that only a very long event names is missed as well', async () => {
  await using data = await temporaryDirectory();
  const record = openRunRecord(data.path, 'run-1', { redact: (text) => text });
  const words = Array.from({ length: 20 }, (_, number) => String(number % 10).repeat(250_000));
  const ran = { purpose: 'agent', exit: { reason: 'exited', code: 0 }, durationMs: 1, stderr: '' };
  record.addCommand({ ...ran, command: words, stdout: 'red' });
  record.append('run.ended', { outcome: { kind: 'no-change' } });
  await record.flush();
  const verified = () => verifyRecord({ git: gitDeps() }, { ...record, commit: null, anchor: null }, never);
  expect(await verified()).toMatchObject({ isSound: true });

  await writeFile(join(record.directory, 'commands/001.out'), 'gut');

  expect((await verified()).links.at(-1)).toMatchObject({
    link: 'files',
    words: expect.stringMatching(/001\.out was changed/),
  });
});

/** What somebody can do who may write the folder and knows how: every later line sealed again, the statement made again. */
describe('a record that was written anew', () => {
  const early = rewritten((lines) => lines.map((line) => line.replace('"code":1', '"code":0')));
  const shorter = rewritten((lines) => lines.filter((line) => !line.includes('"type":"egress"')));
  const unbound = rewritten((lines) => lines.filter((line) => !line.includes('"type":"commit"')));
  const unproved: Tamper = async (directory) => {
    await rm(join(directory, 'proof.json'));
    await rewritten((lines) => lines.filter((line) => !line.includes('"name":"proof.json"')))(directory);
  };
  const late = rewritten((lines) => lines.map((line) => line.replace('A test is fixed.', 'All is well.')));
  const otherTree = rewritten((lines) => lines.map((line) => line.replace(/"tree":"\w{8}/, '"tree":"00000000')));
  const otherBase = rewritten((lines) => lines.map((line) => line.replace(/"base":"\w{8}/, '"base":"00000000')));
  const otherRun = rewritten((lines) => lines.map((line) => line.replace('0badcafe', '0badf00d')));

  test.for<[name: string, tamper: Tamper, alone: string | null, withCommit: string | null]>([
    ['before its commit', early, null, 'commit'],
    ['without what it asked of the network', shorter, null, 'commit'],
    ['with another tree', otherTree, null, 'commit'],
    ['as another run', otherRun, null, 'commit'],
    ['with another base', otherBase, 'proof', 'proof'],
    ['without its commit', unbound, 'proof', 'proof'],
    ['without its proof', unproved, 'proof', 'proof'],
    ['after its commit', late, null, null],
  ])('%s is found by itself or with its commit, and always with its anchor', async ([, tamper, alone, withCommit]) => {
    expect(await firstBroken(tamper)).toBe(alone);
    expect(await firstBroken(tamper, 'the commit')).toBe(withCommit);
    expect(await firstBroken(tamper, 'the anchor')).toBe(alone ?? 'anchor');
  });

  test.for<[name: string, find: string, replace: string]>([
    ['another verdict', '"verdict": "verified"', '"verdict": "regression-safe"'],
    ['another commit', '"head": {\n    "sha": "', '"head": {\n    "sha": "0'],
    ['another base', '"base": {\n    "sha": "', '"base": {\n    "sha": "0'],
  ])('with a proof of %s contradicts itself', async ([, find, replace]) => {
    expect(await firstBroken(replacedArtefact('proof.json', find, replace))).toBe('proof');
  });
});

type Commit = { readonly tree: string; readonly parents: readonly string[]; readonly message: string };

describe('a commit that is not the one of the record', () => {
  test.for<[name: string, change: (commit: Commit) => Commit, words: RegExp | null]>([
    ['is told by nothing when only its id is another', (commit) => commit, null],
    ['is told by its message', (commit) => ({ ...commit, message: 'By hand' }), /does not say which record/],
    ['is told by its run', changedMessage('0badcafe', '0badf00d'), /is of the run 20261125-200000-0badf00d/],
    ['is told by its files', (commit) => ({ ...commit, tree: `${run.baseSha}^{tree}` }), /has the files/],
    ['is told by its base', (commit) => ({ ...commit, parents: [run.sha] }), /does not follow/],
    [
      'is told by a second base',
      ({ parents, ...rest }) => ({ ...rest, parents: [...parents, run.sha] }),
      /does not follow/,
    ],
    ['is told by having none', (commit) => ({ ...commit, parents: [] }), /does not follow/],
    ['is told by its anchor', changedMessage(/Record: 5 \w{8}/, 'Record: 5 00000000'), /Event 5 is not the one/],
    ['is told by an anchor from later', (commit) => ({ ...commit, message: laterAnchor(commit) }), /Event \d+ is not/],
  ])('%s', async ([, change, words]) => {
    const message = await git(run.repository, 'log', '-1', '--format=%B', run.sha);
    const { tree, parents, ...rest } = change({ tree: `${run.sha}^{tree}`, parents: [run.baseSha], message });
    const bases = parents.flatMap((parent) => ['-p', parent]);
    const sha = await git(run.repository, 'commit-tree', ...bases, '-m', rest.message, tree);

    const commit = { repository: run.repository, sha };
    const report = await verifyRecord({ git: gitDeps() }, { directory: run.directory, commit, anchor: null }, never);

    const last = report.links.at(-1);
    expect(last).toMatchObject({ link: 'commit', holds: words === null });
    if (words !== null) expect(last?.words).toMatch(words);
  });
});

test('what is told to a record after its end leaves no trace in it', async () => {
  await using data = await temporaryDirectory();
  const record = openRunRecord(data.path, 'run-1', { redact: (text) => text });
  const ran = { purpose: 'agent', command: 'x', exit: {}, durationMs: 1, stdout: 'red', stderr: '' };
  await record.save('change.patch', '+ good');
  record.append('run.ended', { outcome: { kind: 'no-change' } });

  record.addCommand(ran);
  record.append('agent.message', { text: 'x'.repeat(300_000) });
  await record.save('change.patch', '+ late');

  const report = await verifyRecord({ git: gitDeps() }, { ...record, commit: null, anchor: null }, never);
  expect(report.isSound).toBe(true);
  expect(await filesOf(record.directory)).toEqual(['change.patch', 'events.jsonl']);
});

function changedMessage(find: string | RegExp, replace: string): (commit: Commit) => Commit {
  return (commit) => ({ ...commit, message: commit.message.replace(find, replace) });
}

/** The true end of the record, which nobody can have known when the commit was made. */
function laterAnchor({ message }: Commit): string {
  return message.replace(/Record: \d+ \w+/, `Record: ${run.head.seq} ${run.head.hash}`);
}

function edited(file: string, find: string | RegExp, replace: string): Tamper {
  return async (directory) => {
    const path = join(directory, file);
    const before = await readFile(path, 'utf8');
    const after = before.replace(find, replace);
    expect(after).not.toBe(before);
    await writeFile(path, after);
  };
}

function rewritten(change: (lines: Lines) => Lines): Tamper {
  return async (directory) => {
    const file = join(directory, 'events.jsonl');
    const before = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const { lines, head } = reseal(change(before));
    expect(lines).not.toEqual(before);
    await writeFile(file, `${lines.join('\n')}\n`);
    const statement = stateRun(await loadRun(directory), head);
    if (statement === null) await rm(join(directory, 'statement.json'));
    else await writeFile(join(directory, 'statement.json'), printStatement(statement));
  };
}

/** An artefact that was edited, with its digest and the rest of the chain made to fit. */
function replacedArtefact(name: string, find: string, replace: string): Tamper {
  return async (directory) => {
    await edited(name, find, replace)(directory);
    const { sha256, bytes } = digestOf(name, await readFile(join(directory, name)));
    const fit = (line: string) =>
      line.includes(`"name":"${name}"`) ? JSON.stringify({ ...JSON.parse(line), sha256, bytes }) : line;
    await rewritten((lines) => lines.map(fit))(directory);
  };
}

function reseal(lines: Lines): { readonly lines: Lines; readonly head: ChainHead } {
  let head: ChainHead = { seq: 0, hash: chainStart };
  const sealed = lines.map((text) => {
    const { seq: _seq, at, type, prev: _prev, hash: _hash, ...data } = JSON.parse(text);
    const { line, ...next } = sealEvent(head, { at, type }, data);
    head = next;
    return line;
  });
  return { lines: sealed, head };
}
