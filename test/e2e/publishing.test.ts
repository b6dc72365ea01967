import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/run/run-deps.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { finish, fixAdd, tinyRepository } from '../support/tiny-repository.ts';

const author = { name: 'Wanda Ader', email: 'wanda@tiny.example' };

/** Somebody pushes to the default branch while the agent works on what it was. */
async function whileSomebodyPushes(files: Readonly<Record<string, string>>): Promise<Sandpiper> {
  const held: { sandpiper: Sandpiper | null; pushed: boolean } = { sandpiper: null, pushed: false };
  const onEvent = (event: RunEvent) => {
    if (event.type !== 'stage' || event.stage !== 'solving' || held.pushed) return;
    held.pushed = true;
    const commit = { message: 'Meanwhile', author, at: '2024-05-02T10:00:00Z', files };
    void held.sandpiper?.gitHub.commit('main', commit);
  };
  held.sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()], onEvent });
  return held.sandpiper;
}

test('a change that is small is shown as verified, with the tree that was proved', async () => {
  await using sandpiper = await whileSomebodyPushes({ 'other.js': 'export {};\n' });
  const { gitHub } = sandpiper;

  const end = await sandpiper.label();

  const [pull] = await gitHub.pulls();
  expect(end.outcome).toMatchObject({ kind: 'published', draft: false, publication: { sha: pull?.head.sha } });
  expect(await gitHub.isVerified(pull?.head.sha ?? '')).toBe(true);
  expect(await gitHub.commitMessage(pull?.head.sha ?? '')).toMatch(/^Sandpiper-Run: \S+$/m);
  expect(await gitHub.checkRuns(pull?.head.sha ?? '')).toMatchObject([{ conclusion: 'success' }]);
  expect(pull?.body).toMatch(/Proved again on \S+: verified/);
});

test('a change that conflicts with what was pushed meanwhile is a draft that says so', async () => {
  await using sandpiper = await whileSomebodyPushes({ 'add.js': 'export const add = (a, b) => b + a;\n' });

  const end = await sandpiper.label();

  const [pull] = await sandpiper.gitHub.pulls();
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: true });
  expect(pull?.draft).toBe(true);
  expect(pull?.body).toContain('conflicts with this change in add.js');
  expect(await sandpiper.comment()).toContain('conflicts with this change in add.js');
});
