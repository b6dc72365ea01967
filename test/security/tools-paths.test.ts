import { expect, test } from 'vitest';
import type { Workspace } from '../../src/sandbox/sandbox.ts';
import { applyPatch } from '../../src/tools/apply-patch.ts';
import { edit } from '../../src/tools/edit.ts';
import { parseArguments } from '../../src/tools/parse-arguments.ts';
import type { Observation, Tool } from '../../src/tools/tool.ts';
import { view } from '../../src/tools/view.ts';
import { write } from '../../src/tools/write.ts';
import { repositoryBox } from '../unit/tools/repository-box.ts';

const never = new AbortController().signal;

/** A repository with links of every kind, and a file outside of it that no tool may read or write. */
async function boxWithLinks() {
  await using opened = new AsyncDisposableStack();
  const box = opened.use(await repositoryBox({ 'src/a.txt': 'inside\n' }));
  const outside = `${box.cwd}-outside`;
  await box.exec(`mkdir -p ${outside} && echo secret > ${outside}/file`, { timeoutMs: 10_000 });
  opened.defer(() => box.files.remove(outside));
  await box.exec(
    `ln -s ${outside}/file link; ln -s ${outside} folder; ln -s .git dotgit; ln -s src/../.git/config config`,
    {
      timeoutMs: 10_000,
    },
  );
  await box.exec('ln -s / root; mkdir deep && ln -s ../folder deep/folder', { timeoutMs: 10_000 });
  const whole = opened.move();
  return { box, outside, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

async function use(box: Workspace, tool: Tool, input: Record<string, unknown>): Promise<Observation> {
  const parsed = parseArguments(tool, JSON.stringify(input));
  if (!parsed.ok) return { text: parsed.problem, isError: true };
  return await tool.execute({ workspace: box }, parsed.input, never);
}

/** Each way a tool has to write the word `broken` to a path, whatever stands there. */
const writers: readonly (readonly [name: string, call: (box: Workspace, path: string) => Promise<unknown>])[] = [
  ['write', (box, path) => use(box, write, { path, content: 'broken\n', overwrite: true })],
  ['edit', (box, path) => use(box, edit, { path, edits: [{ old: 'secret', new: 'broken' }] })],
  ['an edit that creates', (box, path) => use(box, edit, { path, edits: [{ old: '', new: 'broken\n' }] })],
  ['a patch that adds', (box, path) => patch(box, `*** Add File: ${path}\n+broken`)],
  ['a patch that changes', (box, path) => patch(box, `*** Update File: ${path}\n@@\n-secret\n+broken`)],
  ['a patch that deletes', (box, path) => patch(box, `*** Delete File: ${path}`)],
  [
    'a patch that moves',
    (box, path) => patch(box, `*** Update File: src/a.txt\n*** Move to: ${path}\n@@\n-inside\n+broken`),
  ],
  ['a unified diff', (box, path) => patch(box, `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-secret\n+broken`)],
];

function patch(box: Workspace, body: string): Promise<Observation> {
  const text = body.startsWith('---') ? body : `*** Begin Patch\n${body}\n*** End Patch`;
  return use(box, applyPatch, { patch: text });
}

/** Ways out, for a file `NAME` that is outside in the folder `OUTSIDE`. */
const waysOut = [
  'OUTSIDE/NAME',
  '../FOLDER/NAME',
  'src/../../FOLDER/NAME',
  './src/./../../FOLDER//NAME',
  'folder/NAME',
  'deep/folder/NAME',
  'rootOUTSIDE/NAME',
  'folder/./NAME',
  ' ../FOLDER/NAME ',
  'b/../../FOLDER/NAME',
];

function wayOut(template: string, outside: string, name: string): string {
  const folder = outside.slice(outside.lastIndexOf('/') + 1);
  return template.replace('OUTSIDE', outside).replace('FOLDER', folder).replace('NAME', name);
}

test.for(writers)('%s writes nothing outside of the workspace', async ([, call]) => {
  await using world = await boxWithLinks();
  const { box, outside } = world;

  for (const way of waysOut) {
    await call(box, wayOut(way, outside, 'file'));
    await call(box, wayOut(way, outside, 'new'));
  }
  await call(box, 'link');
  const left = await box.exec(`cat ${outside}/file; ls ${outside}`, { timeoutMs: 10_000 });

  expect(left.stdout).toBe('secret\nfile\n');
});

test.for(writers)('%s writes nothing into git', async ([, call]) => {
  await using world = await boxWithLinks();
  const { box } = world;
  const look = 'find .git -type f -exec sha256sum {} + | sort';
  const before = await box.exec(look, { timeoutMs: 10_000 });

  for (const path of [
    '.git/config',
    '.git/hooks/pre-commit',
    '.GIT/hooks/x',
    'dotgit/hooks/x',
    'config',
    'src/../.git/x',
  ]) {
    await call(box, path);
  }
  const after = await box.exec(look, { timeoutMs: 10_000 });

  expect(after.stdout).toBe(before.stdout);
});

test.for([
  '.git./config',
  '.git /config',
  'git~1/config',
  'GIT~1/x',
  '.g\u200cit/config',
  '.\u2060git/hooks/x',
  '\uff0egit/config',
  '.git::$INDEX_ALLOCATION/config',
])('a name that some file system takes for git’s is refused: %j', async (path) => {
  await using box = await repositoryBox({ 'a.txt': 'x\n' });

  const seen = await use(box, write, { path, content: 'broken' });

  expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('belongs to git') });
});

test('the same calls write inside of the workspace', async () => {
  const worked = [];
  for (const [name, call] of writers) {
    await using world = await boxWithLinks();
    await world.box.files.write('src/old.txt', 'secret\n');
    await call(world.box, 'src/old.txt');
    await call(world.box, 'src/new.txt');
    const left = await world.box.exec('cat src/old.txt src/new.txt; true', { timeoutMs: 10_000 });
    if (left.stdout !== 'secret\n') worked.push(name);
  }

  expect(worked).toEqual(writers.map(([name]) => name));
});

test('view shows nothing from outside of the workspace', async () => {
  await using world = await boxWithLinks();
  const { box, outside } = world;

  const seen = [];
  for (const way of waysOut) seen.push(await use(box, view, { path: wayOut(way, outside, 'file') }));
  for (const path of [
    'link',
    'folder',
    'root',
    'root/etc/passwd',
    'deep/folder',
    '~/x',
    '~root/.ssh/id',
    '/',
    '/etc',
  ]) {
    seen.push(await use(box, view, { path }));
  }

  for (const { text, isError } of seen) {
    expect(isError).toBe(true);
    expect(text).not.toMatch(/│secret|root:|passwd\b.*bytes/);
  }
  expect((await use(box, view, { path: 'src/a.txt' })).text).toContain('inside');
});

test('a folder that is listed shows nothing of where its links lead', async () => {
  await using world = await boxWithLinks();

  const { text } = await use(world.box, view, { path: '.' });

  expect(text).toContain('\nfolder@\n');
  expect(text).toContain('\nroot@\n');
  expect(text).not.toContain('passwd');
});

test('a link among what the tools have kept leads nowhere else', async () => {
  await using world = await boxWithLinks();
  const { box, outside } = world;
  const kept = `/tmp/sandpiper/${box.cwd.split('/').at(-1)}`;
  await box.exec(
    `mkdir -p ${kept} && ln -s ${outside} ${kept}/folder && ln -s ${outside}/file ${kept}/link && echo kept > ${kept}/own`,
    {
      timeoutMs: 10_000,
    },
  );

  const folder = await use(box, view, { path: `${kept}/folder/file` });
  const link = await use(box, view, { path: `${kept}/link` });
  const own = await use(box, view, { path: `${kept}/own` });

  expect(folder.text).not.toContain('│secret');
  expect(folder.isError).toBe(true);
  expect(link.isError).toBe(true);
  expect(own.text).toContain('1│kept');
});

test.for<readonly [what: string, path: string]>([
  ['a path with a NUL', 'src/a.txt\0.png'],
  ['a very long path', `src/${'x/'.repeat(4_000)}a`],
  ['a very long name', 'x'.repeat(1_000)],
  ['a path of dots', '.../.../x'],
  ['dots that only look like dots', '\u2025/\u2025/etc/passwd'],
  ['a drive', 'C:\\Windows\\win.ini'],
  ['an address', 'file:///etc/passwd'],
  ['half of a surrogate', '\ud800'],
  ['an option', '--help'],
])('%s is an observation, for every tool', async ([, path]) => {
  await using box = await repositoryBox({ 'src/a.txt': 'inside\n' });

  const seen = [await use(box, view, { path }), await use(box, edit, { path, edits: [{ old: 'inside', new: 'x' }] })];

  for (const { isError, text } of seen) {
    expect(isError).toBe(true);
    expect(text.length).toBeLessThan(2_000);
  }
});
