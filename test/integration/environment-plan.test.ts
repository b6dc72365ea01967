import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noSettings } from '../../src/environment/repository-settings.ts';
import { planRun } from '../../src/run/preparation/plan-run.ts';
import { checkBaseline } from '../../src/run/proving/check-baseline.ts';
import type { CommandRun, SuiteResult } from '../../src/verify/suite.ts';
import { checkoutWith, commitFiles, type Files, git, gitDeps, never, temporaryFolder } from '../support/git-fixture.ts';

const manifest = JSON.stringify({ scripts: { test: 'node --test' }, dependencies: { a: '1' } });
const settingsFile = '.github/sandpiper.yml';

async function plan(
  files: Files,
  commands: { readonly install: string | null; readonly test: string } | null = null,
  change: (repository: string) => Promise<unknown> = async () => undefined,
  organisation: string | null = null,
) {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, files);
  await change(repository);
  const baseSha = await git(repository, 'rev-parse', 'HEAD');
  const mirror = { directory: join(repository, '.git'), baseSha, branch: 'main' };
  const origin = { readOrganisationSettings: async () => organisation };
  return await planRun({ deps: { git: gitDeps(), settings: { commands } }, origin, signal: never }, mirror);
}

test('plans by what is committed, and by nothing that lies beside it', async () => {
  const planned = await plan({ 'package.json': manifest, 'package-lock.json': '{}' }, null, async (repository) => {
    await commitFiles(repository, { [settingsFile]: 'setup: [make certificates]\nguidance: Be kind.\n' });
    await git(repository, 'rm', '--quiet', '--cached', settingsFile);
  });

  expect(planned.plan).toMatchObject({ install: 'npm ci', setup: ['make certificates'], ecosystems: ['node'] });
  expect(planned.settings).toMatchObject({ ok: true, settings: { guidance: 'Be kind.' } });
});

test('what an organisation sets holds where the repository says nothing', async () => {
  const files = { 'package.json': manifest, [settingsFile]: 'commands: { test: b }\n' };
  const organisation = 'setup: [make certificates]\ncommands: { test: c, lint: d }\n';

  const { plan: planned } = await plan(files, null, undefined, organisation);

  expect(planned).toMatchObject({ setup: ['make certificates'], test: { command: 'b' }, lint: 'd' });
});

test('what the run was given goes before what the file says', async () => {
  const files = { 'package.json': manifest, [settingsFile]: 'commands: { install: a, test: b, lint: c }\n' };

  const { plan: planned } = await plan(files, { install: null, test: 'node check.js' });

  expect(planned).toMatchObject({
    test: { command: 'node check.js' },
    install: 'npm install --no-package-lock',
    lint: 'c',
  });
});

test('a file of settings with a mistake sets nothing, and the mistake can be told', async () => {
  const planned = await plan({ 'package.json': manifest, [settingsFile]: 'setup:\n  - a\ncomands: {}\n' });

  expect(planned.plan.setup).toEqual([]);
  expect(planned.settings).toMatchObject({ ok: false, problems: [{ line: 3, key: 'comands' }], settings: noSettings });
});

test.for<readonly [string, string | Uint8Array]>([
  ['is larger than any such file', `guidance: ${'a'.repeat(100_000)}`],
  ['is no text', new Uint8Array([103, 0, 58])],
])('a file of settings that %s is not read', async ([, contents]) => {
  const planned = await plan({ 'package.json': manifest, [settingsFile]: contents });

  expect(planned.settings).toMatchObject({ ok: false, problems: [{ problem: expect.stringContaining('64 KiB') }] });
});

test('a link in its place leads nowhere', async () => {
  const planned = await plan({ 'package.json': manifest, '.github/x': '' }, null, async (repository) => {
    await symlink('/etc/passwd', join(repository, settingsFile));
    await commitFiles(repository, {});
  });

  expect(planned.settings).toMatchObject({ ok: false, problems: [{ problem: 'The file must be a mapping.' }] });
});

test('says how to name the test command where none is found, and that a file with mistakes was not used', async () => {
  const planning = plan({ 'README.md': '', [settingsFile]: 'comands: { test: a }' });

  await expect(planning).rejects.toMatchObject({
    message: expect.stringMatching(
      /^How to test this repository is not known\. .*sandpiper\.yml is not used, because it has mistakes/,
    ),
    nextAction: expect.stringContaining('.github/sandpiper.yml'),
  });
});

test('an install that fails in every way is told with its diagnosis', () => {
  const install: CommandRun = {
    command: 'npm ci',
    exit: { reason: 'exited', code: 1 },
    durationMs: 1,
    stdout: '',
    stderr: 'npm error code ERESOLVE',
  };
  const base: SuiteResult = { sha: 'a', install, test: null, runner: 'exit-code', tests: null };

  expect(() => checkBaseline(base, [])).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^`npm ci` does not work in a fresh sandbox.*Dependencies contradict each other/),
      nextAction: expect.stringMatching(/package\.json together\.$/),
    }),
  );
  expect(() => checkBaseline({ ...base, test: install }, [])).not.toThrow();
});
