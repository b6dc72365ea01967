import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMirror } from '../../src/git/open-mirror.ts';
import { gatherFacts, type KnownSoFar } from '../../src/run/solving/gather-facts.ts';
import type { SuiteResult } from '../../src/verify/suite.ts';
import { checkoutWith, commitFiles, gitDeps, never, temporaryFolder } from '../support/git-fixture.ts';

const origin = {
  repository: 'octo/sums',
  issue: { number: 7, title: 'Sum is wrong', body: 'add(1, 2) gives 4', author: 'mona' },
  readComments: async () => [{ author: 'hubot', text: 'Only for odd numbers.' }],
};
const commands = { install: 'npm ci', test: { command: 'npm test' }, lint: null, typecheck: 'npx tsc', build: null };

function suite(changes: Partial<SuiteResult> = {}): SuiteResult {
  const exit = { reason: 'exited', code: 1 } as const;
  const ran = { command: 'npm test', exit, durationMs: 5_000, stdout: 'one', stderr: 'two' };
  return { sha: 'a'.repeat(40), install: null, test: ran, runner: 'node-test', tests: null, ...changes };
}

async function gather(folder: string, baseline: SuiteResult) {
  const source = { remoteUrl: join(folder, 'repo'), token: null, directory: join(folder, 'mirror'), branch: null };
  const mirror = await openMirror(gitDeps(), source, never);
  const known: KnownSoFar = {
    mirror,
    commands,
    baseline,
    environment: ['Debian'],
    install: [],
    maintainersGuidance: 'Be kind.',
  };
  return gatherFacts({ git: gitDeps(), origin }, known, never);
}

test('the facts are those of the base commit, links of guidance followed', async () => {
  await using folder = await temporaryFolder();
  const repository = join(folder.path, 'repo');
  await checkoutWith(repository, {
    'AGENTS.md': 'Use tabs.\n',
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/a/package.json': '{}',
    'packages/a/AGENTS.md': 'Use spaces here.\n',
    'packages/b/AGENTS.md': 'Use tabs.\n',
    'src/add.js': 'export const add = 1;\n',
  });
  await symlink('AGENTS.md', join(repository, 'CLAUDE.md'));
  await commitFiles(repository, {});

  const { facts, nestedGuidance } = await gather(folder.path, suite());

  expect(facts.repository).toEqual({
    name: 'octo/sums',
    commands: { install: 'npm ci', test: 'npm test', lint: null, typecheck: 'npx tsc', build: null },
    maintainersGuidance: 'Be kind.',
    languages: ['JavaScript'],
    packageManager: 'npm',
    packages: ['packages/a'],
    tree: expect.arrayContaining(['AGENTS.md', 'packages/', 'packages/a/', 'src/add.js']),
    guidance: [{ path: 'AGENTS.md', text: 'Use tabs.' }],
  });
  expect(facts.issue).toEqual({ ...origin.issue, comments: [{ author: 'hubot', text: 'Only for odd numbers.' }] });
  expect(nestedGuidance).toEqual([{ path: 'packages/a/AGENTS.md', text: 'Use spaces here.' }]);
});

test.for([
  ['a suite that was not run', suite({ test: null }), 'not-run'],
  ['a suite of which only the end is known', suite(), 'by-exit-code'],
  ['a suite whose tests are known', suite({ tests: [{ id: 'a', status: 'failed' }] }), 'by-test'],
] as const)('%s is told as that', async ([, baseline, kind]) => {
  await using folder = await temporaryFolder();
  await checkoutWith(join(folder.path, 'repo'), {});

  const { facts } = await gather(folder.path, baseline);

  expect(facts.baseline).toMatchObject(
    {
      'not-run': { kind, why: 'the dependencies could not be installed' },
      'by-exit-code': { kind, passed: false, outputTail: 'one\ntwo', durationMs: 5_000 },
      'by-test': { kind, passed: 0, skipped: 0, failing: ['a'], durationMs: 5_000 },
    }[kind],
  );
});
