import { expect, test } from 'vitest';
import type { RunEnd } from '../../src/run/run-outcome.ts';
import { misusedTokens } from '../support/misused-tokens.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, step, tinyRepository } from '../support/tiny-repository.ts';

const wanda = { name: 'Wanda Ader', email: 'wanda@tiny.example' };
const [rightFix, wrongFix] = ['s/a - b/a + b/', 's/a - b/b - a/'];
const branch = 'sandpiper/1-it-is-wrong';
const issues = [{ title: 'It is wrong', body: 'add(2, 2) is 0.', author: 'wader' }];

/** The agent does what it finds in the repository, so that each run of the same server can end otherwise. */
async function obedientSandpiper(): Promise<Sandpiper> {
  const seed = { ...tinyRepository({ 'also.sh': ':\n' }), issues };
  return await startSandpiper({ seed, steps: [step(bash('sed -i -f how.sed add.js; sh also.sh')), finish()] });
}

type Differences = { readonly policy: string; readonly how: string; readonly also?: string };

/** Commits a policy, and what the agent is going to do, then asks for a run. */
async function runWith({ gitHub, label }: Sandpiper, { policy, how, also = ':' }: Differences): Promise<RunEnd> {
  const files = { '.github/sandpiper.yml': `publish:\n${policy}`, 'how.sed': `${how}\n`, 'also.sh': `${also}\n` };
  await gitHub.commit('main', { message: 'Settings', author: wanda, at: '2024-05-02T10:00:00Z', files });
  return await label();
}

test('a change reaches its maintainers as they have said, run after run', { timeout: 600_000 }, async () => {
  await using sandpiper = await obedientSandpiper();
  const { gitHub } = sandpiper;

  // Never a draft; labels, and reviewers of whom one is no collaborator.
  const ready = await runWith(sandpiper, {
    policy: '  draft: never\n  labels: [by agent]\n  reviewers: [turnstone, gull]\n',
    how: wrongFix,
  });

  expect(ready.outcome).toMatchObject({ kind: 'published', draft: false, publication: { branch } });
  expect(ready.outcome).not.toMatchObject({ verdict: 'verified' });
  expect(await gitHub.pulls()).toMatchObject([{ draft: false, labels: ['by agent'], reviewers: ['turnstone'] }]);
  expect(await sandpiper.comment()).toMatch(/did not ask gull for a review \(422: Reviews may only be requested/);
  expect(await gitHub.isVerified(branch)).toBe(true);
  expect(await gitHub.creditsOf(branch)).toEqual({ author: 'sandpiper[bot]', coAuthors: ['wader'] });

  // Always a draft. The first pull request was closed and its branch is still there; GitHub does not make the commit.
  await gitHub.closePull(2, 'wader');
  const closedAt = (await gitHub.branches()).get(branch);
  gitHub.failNext({ method: 'POST', route: '/repos/{owner}/{repo}/git/trees', status: 502 });
  const draft = await runWith(sandpiper, { policy: '  draft: always\n', how: rightFix });

  const second = `${branch}-2`;
  expect(draft.outcome).toMatchObject({ verdict: 'verified', draft: true, publication: { branch: second } });
  expect((await gitHub.branches()).get(branch)).toBe(closedAt);
  expect(await gitHub.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open', draft: true, labels: [] }]);
  expect(await gitHub.isVerified(second)).toBe(false);
  expect(await gitHub.creditsOf(second)).toEqual({ author: 'sandpiper[bot]', coAuthors: ['wader'] });

  // No pull request unless it is verified.
  const withheld = await runWith(sandpiper, { policy: '  unverified: comment-only\n', how: wrongFix });

  expect(withheld.outcome).toMatchObject({ kind: 'published', publication: { kind: 'withheld' } });
  expect(await sandpiper.comment()).toMatch(/the change is not proved[\s\S]*change\.patch[\s\S]*Record: run/);
  expect((await sandpiper.record(withheld)).get('change.patch')).toContain('b - a');

  // A path that the maintainers protect.
  const refused = await runWith(sandpiper, {
    policy: '  protected-paths: [infra/**]\n',
    how: rightFix,
    also: 'mkdir -p infra; echo x > infra/main.tf',
  });

  expect(refused.outcome).toMatchObject({ kind: 'failed', failure: { cause: 'safety' } });
  expect(await sandpiper.comment()).toContain('infra/main.tf');

  expect(await gitHub.pulls()).toHaveLength(2);
  expect([...(await gitHub.branches()).keys()].toSorted()).toEqual(['main', branch, second]);
  expect(misusedTokens(gitHub)).toEqual([]);
});

test('a pull request of a run that nobody looks at is closed by the server, with its branch', async () => {
  const settings = { '.github/sandpiper.yml': 'publish:\n  stale-days: 30\n  delete-stale-branch: true\n' };
  await using sandpiper = await startSandpiper({
    seed: { ...tinyRepository(settings), issues },
    steps: [step(bash(`sed -i '${rightFix}' add.js`)), finish()],
    upkeep: 'on',
  });
  const { gitHub } = sandpiper;
  await sandpiper.label();
  await sandpiper.restart();
  const fresh = await gitHub.pulls();

  gitHub.backdatePull(2, '2024-05-03T10:00:00Z');
  await sandpiper.restart();
  await expect.poll(async () => [...(await gitHub.branches()).keys()], { timeout: 30_000 }).toEqual(['main']);

  expect(fresh).toMatchObject([{ state: 'open' }]);
  expect(await gitHub.pulls()).toMatchObject([{ state: 'closed' }]);
  expect(await gitHub.comments(2)).toMatchObject([{ author: 'sandpiper[bot]', body: expect.stringContaining('30') }]);
});
