import { symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mirror, openMirror } from '../../src/git/open-mirror.ts';
import { planLayer } from '../../src/run/preparation/plan-layer.ts';
import { checkoutWith, commitFiles, type Files, gitDeps, never } from '../support/git-fixture.ts';
import { npmPackage, npmPlan } from '../support/layered-runs.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const layers = {
  find: async () => null,
  keep: async () => undefined,
  forget: async () => undefined,
  evict: async () => undefined,
  imageId: async (image: string) => `sha256:${image}`,
};

let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
let base: Mirror;
beforeAll(async () => {
  folder = await temporaryDirectory();
  await checkoutWith(join(folder.path, 'app'), npmPackage());
  base = await mirrorNow();
});
afterAll(() => folder[Symbol.asyncDispose]());

function mirrorNow(): Promise<Mirror> {
  const source = { remoteUrl: join(folder.path, 'app'), token: null, directory: join(folder.path, 'mirror.git') };
  return openMirror(gitDeps({ scratch: folder.path }), { ...source, branch: null }, never);
}

/** Every commit is upon the ones before, so that each file is said. */
async function commit(changed: Files): Promise<Mirror> {
  await commitFiles(join(folder.path, 'app'), { ...npmPackage(), ...changed });
  return await mirrorNow();
}

const settings = { storage: 'disk', image: 'node', limits: someLimits() } as const;

function someLimits() {
  return { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 };
}

const plan = (mirror: Mirror, different: object = {}, repository = 'octo/app') =>
  planLayer(
    {
      origin: { repository },
      deps: { layers, git: gitDeps(), settings: { ...settings, ...different } },
      signal: never,
    },
    { mirror, sha: mirror.baseSha },
    npmPlan,
  );

const { 'package-lock.json': lock = '' } = npmPackage();

describe('of a commit that was installed, another may have a copy', () => {
  test('when it changes nothing that the install reads', async () => {
    const head = await commit({ 'app.js': 'exports.wait = 1;\n', 'lib/package.json': '{}' });

    expect(await plan(head)).toEqual(await plan(base));
    expect(await plan(base)).toMatchObject({ isOfCommit: false, key: { repository: 'octo/app' } });
  });

  test.for<readonly [string, Files]>([
    ['the lockfile', { 'package-lock.json': `${lock}\n` }],
    ['the manifest', { 'package.json': npmPackage({ lint: 'true' })['package.json'] ?? '' }],
    ['the settings of npm', { '.npmrc': 'fund=false\n' }],
  ])('but not when it changes %s', async ([, changed]) => {
    expect((await plan(await commit(changed)))?.key.id).not.toBe((await plan(base))?.key.id);
  });

  test.for([
    ['image', { image: 'other' }, 'octo/app'],
    ['size of the workspace', { limits: { ...someLimits(), workspaceMiB: 65 } }, 'octo/app'],
    ['repository', {}, 'octo/other'],
  ] as const)('but not with another %s', async ([, different, repository]) => {
    expect((await plan(base, different, repository))?.key.id).not.toBe((await plan(base))?.key.id);
  });

  test('but not when code of the repository runs: then each commit has its own', async () => {
    const built = npmPackage({ prepare: 'cp app.js dist.js' });
    const one = await commit({ ...built, 'app.js': '1' });
    const other = await commit({ ...built, 'app.js': '2' });

    const [first, second] = [await plan(one), await plan(other)];

    expect([first, second]).toMatchObject([{ isOfCommit: true }, { isOfCommit: true }]);
    expect(first?.key.id).not.toBe(second?.key.id);
  });

  test('but not when a file that the install reads is a link to one that nobody looked at', async () => {
    await commit({ 'real.json': lock });
    await unlink(join(folder.path, 'app', 'package-lock.json'));
    await symlink('real.json', join(folder.path, 'app', 'package-lock.json'));
    await commitFiles(join(folder.path, 'app'), {});

    expect(await plan(await mirrorNow())).toMatchObject({ isOfCommit: true });
  });
});

test('nothing is kept of workspaces in memory', async () => {
  expect(await plan(base, { storage: 'memory' })).toBeNull();
});
