import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitChange } from '../../src/git/commit-change.ts';
import type { ExportResult } from '../../src/git/parse-export.ts';
import { pushCommit } from '../../src/git/push-commit.ts';
import { readChangeTexts } from '../../src/git/read-change-texts.ts';
import { renderPatch } from '../../src/git/render-patch.ts';
import { git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { type GitJourney, gitJourney } from '../support/git-journey.ts';

const files = { 'src/sum.js': 'export const sum = (a, b) => a - b;\n' };

type Attack = {
  /** What the agent leaves in its workspace. `run` is a program that springs the trap when it is run on the host. */
  readonly plant: (workspace: string, run: string) => Promise<unknown>;
  /** What springs the trap, where nothing of ours stands in between. */
  readonly naive: (workspace: string) => Promise<unknown>;
  readonly outcome: ExportResult['kind'];
};

const configure = (workspace: string, ...setting: readonly string[]) => git(workspace, 'config', ...setting);
const attribute = (workspace: string, line: string) => writeFiles(workspace, { '.git/info/attributes': `${line}\n` });

test.for<[string, Attack]>([
  [
    'a hook',
    {
      plant: async (workspace, run) => {
        await mkdir(join(workspace, '.git/hooks'));
        await symlink(run, join(workspace, '.git/hooks/pre-commit'));
      },
      naive: (workspace) => git(workspace, 'commit', '--allow-empty', '--message', 'x'),
      outcome: 'change',
    },
  ],
  [
    'a file system monitor',
    {
      plant: (workspace, run) => configure(workspace, 'core.fsmonitor', run),
      naive: (workspace) => git(workspace, 'status'),
      outcome: 'change',
    },
  ],
  [
    'a clean filter',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'filter.evil.clean', run);
        await attribute(workspace, '* filter=evil');
      },
      naive: (workspace) => git(workspace, 'add', '--all'),
      outcome: 'change',
    },
  ],
  [
    'a text conversion',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'diff.evil.textconv', run);
        await attribute(workspace, '* diff=evil');
      },
      naive: (workspace) => git(workspace, 'diff'),
      outcome: 'change',
    },
  ],
  [
    'a diff program',
    {
      plant: (workspace, run) => configure(workspace, 'diff.external', run),
      naive: (workspace) => git(workspace, 'diff'),
      outcome: 'change',
    },
  ],
  [
    'an ssh program',
    {
      plant: (workspace, run) => configure(workspace, 'core.sshCommand', run),
      naive: (workspace) => git(workspace, 'fetch', 'ssh://localhost/x'),
      outcome: 'change',
    },
  ],
  [
    'included settings',
    {
      plant: async (workspace, run) => {
        await writeFiles(workspace, { '.git/more': `[core]\n\tfsmonitor = ${run}\n` });
        await configure(workspace, 'include.path', 'more');
      },
      naive: (workspace) => git(workspace, 'status'),
      outcome: 'change',
    },
  ],
  [
    'a .git file that points elsewhere',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'core.fsmonitor', run);
        await rename(join(workspace, '.git'), join(workspace, 'node_modules'));
        await writeFile(join(workspace, '.git'), 'gitdir: node_modules\n');
      },
      naive: (workspace) => git(workspace, 'status'),
      outcome: 'change',
    },
  ],
  [
    'a repository inside the repository, met by a trusted git directory',
    {
      plant: async (workspace, run) => {
        const nested = join(workspace, 'nested');
        await writeFiles(nested, { a: 'a\n' });
        await git(nested, 'init', '--quiet');
        await git(nested, 'add', 'a');
        await git(nested, 'commit', '--quiet', '--message', 'a');
        await configure(nested, 'core.fsmonitor', run);
      },
      naive: async (workspace) => {
        const trusted = join(workspace, '..', 'trusted.git');
        await git(workspace, 'init', '--quiet', '--bare', trusted);
        await git(workspace, '--git-dir', trusted, '--work-tree', workspace, 'add', '--all');
        await git(workspace, '--git-dir', trusted, '--work-tree', workspace, 'status');
      },
      outcome: 'refused',
    },
  ],
  [
    'a bare repository among the files',
    {
      plant: async (workspace, run) => {
        await git(workspace, 'init', '--quiet', '--bare', 'fixtures');
        await git(join(workspace, 'fixtures'), 'config', 'core.bare', 'false');
        await git(join(workspace, 'fixtures'), 'config', 'core.worktree', '..');
        await git(join(workspace, 'fixtures'), 'config', 'core.fsmonitor', run);
      },
      naive: (workspace) => git(join(workspace, 'fixtures'), 'status'),
      outcome: 'refused',
    },
  ],
])('runs nothing of %s on the host', async ([, attack]) => {
  await using journey = await gitJourney(files);
  const trap = join(journey.folder, 'sprung');
  await writeFiles(journey.workspace, { 'src/sum.js': 'fixed\n' });
  await attack.plant(journey.workspace, await trapProgram(journey.folder, trap));

  const outcome = await journey.readChange();
  await publish(journey, outcome);

  expect(outcome.kind).toBe(attack.outcome);
  expect(existsSync(trap)).toBe(false);
  await attack.naive(journey.workspace).catch(() => undefined);
  expect(existsSync(trap), 'the trap works').toBe(true);
});

/** The rest of a change's way over the host. */
async function publish({ mirror, repository }: GitJourney, outcome: ExportResult): Promise<void> {
  if (outcome.kind !== 'change') return;
  const { change } = outcome;
  const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
  const { sha } = await commitChange(gitDeps(), mirror, { change, message: 'Fix', author, at: new Date(0) }, never);
  await readChangeTexts(gitDeps(), { mirror, change }, 10_000, never);
  await renderPatch(gitDeps(), { mirror, head: sha, maxBytes: 10_000 }, never);
  const push = { mirror, sha, remoteUrl: repository, token: null, branch: 'sandpiper/1' };
  await pushCommit(gitDeps(), push, never);
}

async function trapProgram(folder: string, trap: string): Promise<string> {
  const program = join(folder, 'trap-program');
  await writeFile(program, `#!/bin/sh\n[ -n "$IN_SANDBOX" ] || touch '${trap}'\nexit 1\n`);
  await chmod(program, 0o755);
  return program;
}

test.for<[string, (workspace: string) => Promise<unknown>, string]>([
  [
    'a workflow in capitals',
    (workspace) => writeFiles(workspace, { '.GITHUB/workflows/ci.yml': 'x' }),
    '.GITHUB/workflows/ci.yml',
  ],
  ['a changed CODEOWNERS', (workspace) => writeFiles(workspace, { CODEOWNERS: '* @me' }), 'CODEOWNERS'],
  ['submodule settings', (workspace) => writeFiles(workspace, { '.gitmodules': '[submodule "x"]\n' }), '.gitmodules'],
  ['a link to a file of the host', (workspace) => symlink('/etc/passwd', join(workspace, 'passwd')), 'passwd'],
  ['a link to the settings of git', (workspace) => symlink('.git/config', join(workspace, 'config')), 'config'],
  [
    'a folder replaced by a link',
    async (workspace) => {
      await rm(join(workspace, 'src'), { recursive: true });
      await symlink('/tmp', join(workspace, 'src'));
    },
    'src',
  ],
  ['a name that Windows takes for .git', (workspace) => writeFiles(workspace, { 'git~1/config': 'x' }), 'git~1/config'],
  [
    'a name that macOS takes for .git',
    (workspace) => writeFiles(workspace, { '.g\u200cit/config': 'x' }),
    '.g\\u{200c}it/config',
  ],
  ['a backslash', (workspace) => writeFiles(workspace, { 'a\\b': 'x' }), 'a\\b'],
  ['a newline', (workspace) => writeFiles(workspace, { 'a\nb': 'x' }), 'a\\u{a}b'],
  ['a reversed name', (workspace) => writeFiles(workspace, { 'a\u202egpj.js': 'x' }), 'a\\u{202e}gpj.js'],
  ['two names that differ in case', (workspace) => writeFiles(workspace, { 'SRC/sum.js': 'x' }), 'SRC/sum.js'],
  ['a .git in capitals', (workspace) => writeFiles(workspace, { '.GIT/config': 'x' }), '.'],
  ['a file that is too large', (workspace) => writeFiles(workspace, { big: Buffer.alloc(1_000_001) }), 'big'],
])('refuses %s', async ([, plant, path]) => {
  await using journey = await gitJourney(files);
  await plant(journey.workspace);

  const outcome = await journey.readChange();

  expect(outcome).toMatchObject({ kind: 'refused', refusals: [{ path, reason: expect.any(String) }] });
});

test('refuses a change of very many files before it reads one of them', async () => {
  await using journey = await gitJourney(files);
  const many = Array.from({ length: 2000 }, (_, index) => [`many/${index}`, `${index}\n`]);
  await writeFiles(journey.workspace, Object.fromEntries(many));

  expect(await journey.readChange()).toEqual({
    kind: 'refused',
    refusals: [{ path: '.', reason: 'the change touches more than 100 files' }],
  });
});
