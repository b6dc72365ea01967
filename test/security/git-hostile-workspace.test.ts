import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitChange } from '../../src/git/commit-change.ts';
import type { ExportResult } from '../../src/git/parse-export.ts';
import { pushCommit } from '../../src/git/push-commit.ts';
import { readChangeTexts } from '../../src/git/read-change-texts.ts';
import { renderPatch } from '../../src/git/render-patch.ts';
import { git, gitDeps, never, writeFiles } from '../support/git-fixture.ts';
import { type GitJourney, gitJourney } from '../support/git-journey.ts';

const files = {
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
  CODEOWNERS: '* @maintainers\n',
  '.husky/pre-commit': 'npm test\n',
};

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
    'a filter that goes on running',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'filter.evil.process', run);
        await attribute(workspace, '* filter=evil');
      },
      naive: (workspace) => git(workspace, 'add', '--all'),
      outcome: 'change',
    },
  ],
  [
    'a smudge filter',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'filter.evil.smudge', run);
        await attribute(workspace, '* filter=evil');
      },
      naive: (workspace) => git(workspace, 'checkout', '--', 'src/sum.js'),
      outcome: 'change',
    },
  ],
  [
    'a signing program',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'commit.gpgSign', 'true');
        await configure(workspace, 'gpg.program', run);
      },
      naive: (workspace) => git(workspace, 'commit', '--allow-empty', '--message', 'x'),
      outcome: 'change',
    },
  ],
  [
    'an editor',
    {
      plant: (workspace, run) => configure(workspace, 'core.editor', run),
      naive: (workspace) => git(workspace, 'commit', '--allow-empty'),
      outcome: 'change',
    },
  ],
  [
    'hooks in a folder that is part of the change',
    {
      plant: async (workspace, run) => {
        await writeFiles(workspace, { 'tools/pre-commit': `#!/bin/sh\nexec '${run}'\n` });
        await chmod(join(workspace, 'tools/pre-commit'), 0o755);
        await configure(workspace, 'core.hooksPath', 'tools');
      },
      naive: (workspace) => git(workspace, 'commit', '--allow-empty', '--message', 'x'),
      outcome: 'change',
    },
  ],
  [
    'settings of one work tree',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'extensions.worktreeConfig', 'true');
        await writeFiles(workspace, { '.git/config.worktree': `[core]\n\tfsmonitor = ${run}\n` });
      },
      naive: (workspace) => git(workspace, 'status'),
      outcome: 'change',
    },
  ],
  [
    'a git directory that has its settings elsewhere',
    {
      plant: async (workspace, run) => {
        await cp(join(workspace, '.git'), join(workspace, 'node_modules/common'), { recursive: true });
        await git(join(workspace, 'node_modules/common'), 'config', 'core.fsmonitor', run);
        await writeFile(join(workspace, '.git/commondir'), '../node_modules/common\n');
      },
      naive: (workspace) => git(workspace, 'status'),
      outcome: 'change',
    },
  ],
  [
    'a program named for a remote',
    {
      plant: async (workspace, run) => {
        await configure(workspace, 'remote.origin.url', '.');
        await configure(workspace, 'remote.origin.uploadpack', run);
      },
      naive: (workspace) => git(workspace, 'fetch', 'origin'),
      outcome: 'change',
    },
  ],
  [
    'a folder that says it is the work tree of another repository',
    {
      plant: async (workspace, run) => {
        await git(workspace, 'worktree', 'add', '--quiet', '--detach', 'nested');
        await configure(workspace, 'core.fsmonitor', run);
      },
      naive: (workspace) => git(join(workspace, 'nested'), 'status'),
      outcome: 'refused',
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
  [
    'a file moved among the workflows',
    async (workspace) => {
      await mkdir(join(workspace, '.github/workflows'), { recursive: true });
      await rename(join(workspace, 'src/sum.js'), join(workspace, '.github/workflows/sum.yml'));
    },
    '.github/workflows/sum.yml',
  ],
  ['a removed CODEOWNERS', (workspace) => rm(join(workspace, 'CODEOWNERS')), 'CODEOWNERS'],
  ['a hook made executable', (workspace) => chmod(join(workspace, '.husky/pre-commit'), 0o755), '.husky/pre-commit'],
  ['instructions to agents', (workspace) => writeFiles(workspace, { 'src/CLAUDE.md': 'x' }), 'src/CLAUDE.md'],
  [
    'attributes that hide lines',
    (workspace) => writeFiles(workspace, { 'src/.gitattributes': 'x' }),
    'src/.gitattributes',
  ],
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
  [
    'a name that reads as another in full-width letters',
    (workspace) => writeFiles(workspace, { '.ｇｉｔ/config': 'x' }),
    '.ｇｉｔ/config',
  ],
  ['a stream of a file', (workspace) => writeFiles(workspace, { 'sum.js:hidden': 'x' }), 'sum.js:hidden'],
  [
    'a name that is not UTF-8',
    (workspace) => writeFile(Buffer.from(`${workspace}/caf\xe9`, 'latin1'), 'x'),
    'caf\ufffd',
  ],
  [
    'a path that is too long',
    (workspace) => writeFiles(workspace, { [`${'long/'.repeat(80)}a`]: 'x' }),
    `${'long/'.repeat(80)}a`.slice(0, 400).concat('…'),
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

test('does not follow a link of the base out of the workspace, and takes a folder in its place for what it is', async () => {
  await using journey = await gitJourney(files, (repository) => symlink('../outside', join(repository, 'docs')));
  const { workspace, folder } = journey;
  await writeFiles(join(folder, 'outside'), { secret: 'of the host\n' });
  await writeFiles(workspace, { 'docs/planted': 'through the link\n' });

  expect(await journey.readChange()).toEqual({ kind: 'empty' });
  expect(existsSync(join(folder, 'outside/planted')), 'the link leads out').toBe(true);

  await rm(join(workspace, 'docs'));
  await writeFiles(workspace, { 'docs/a.md': 'plain\n' });

  expect(await journey.readChange()).toMatchObject({
    kind: 'change',
    change: {
      entries: [
        { kind: 'delete', path: 'docs' },
        { kind: 'write', path: 'docs/a.md', mode: '100644' },
      ],
    },
  });
});

test.for([
  ['a binary file', { 'logo.png': Buffer.from([0x89, 0x50, 0, 255, 10, 0]) }],
  ['a program', { 'run.sh': '#!/bin/sh\n' }],
  ['many files', Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`many/${index}`, `${index}\n`]))],
  ['names in other scripts', { '日本語/ü ✓.txt': 'x' }],
] as const)('takes %s within its limits', async ([, planted]) => {
  await using journey = await gitJourney(files);
  await writeFiles(journey.workspace, planted);

  expect(await journey.readChange()).toMatchObject({ kind: 'change' });
});
