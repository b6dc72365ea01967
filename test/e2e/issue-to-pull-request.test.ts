import { describe, expect, test } from 'vitest';
import { tidewordsScript } from '../../src/demo/model/tidewords-script.ts';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, fixAdd, step, tinyRepository } from '../support/tiny-repository.ts';

describe('a labelled issue with a right fix', () => {
  test('becomes a pull request whose proof was executed', async () => {
    await using sandpiper = await startSandpiper({ steps: tidewordsScript('right-fix') });
    const { gitHub } = sandpiper;

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: false });
    const [pull] = await gitHub.pulls();
    expect(pull).toMatchObject({ draft: false, base: { ref: 'main' }, author: 'sandpiper[bot]' });
    expect(pull?.head.ref).toMatch(/^sandpiper\/1-high-water/);
    expect(pull?.body).toContain('\nFixes #1\n');
    expect(pull?.body).toContain('carries sixty minutes into the next hour');
    expect(await gitHub.readFile(pull?.head.ref ?? '', 'src/say-duration.js')).toContain('Math.floor(total / 60)');
    expect(await gitHub.checkRuns(pull?.head.sha ?? '')).toMatchObject([
      { status: 'completed', conclusion: 'success' },
    ]);
    expect((await gitHub.issue(1)).reactions).toMatchObject([{ content: 'eyes', author: 'sandpiper[bot]' }]);
    expect(await sandpiper.comment()).toContain(`opened a pull request: [#${pull?.number}]`);
    expect(gitHub.contractViolations()).toEqual([]);
  });

  test('leaves a record of every message, command and attempt to reach the network', async () => {
    await using sandpiper = await startSandpiper({ steps: tidewordsScript('right-fix') });

    const record = await sandpiper.record(await sandpiper.label());

    const events = lines(record.get('events.jsonl'));
    const ofType = (wanted: string) => events.filter(({ type }) => type === wanted);
    const commands = ofType('command');
    expect(commands.map(({ purpose, command }) => `${purpose}: ${command}`)).toEqual(
      expect.arrayContaining(['base: npm ci', 'base: npm test', 'head: npm ci', 'head: npm test']),
    );
    for (const { purpose, stdout } of commands)
      if (purpose === 'base') expect(stdout).toMatchObject({ file: expect.stringMatching(/^commands\/\d+\.out$/) });
    const egress = ofType('egress');
    expect(egress.filter(({ decision }) => decision === 'allowed').length).toBeGreaterThan(9);
    expect(egress.filter(({ decision }) => decision === 'denied')).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['run.started', 'stage', 'agent.message', 'agent.answer', 'agent.observation']),
    );
    expect(record.get('change.patch')).toContain('+  const total = Math.round(');
    expect(JSON.parse(record.get('proof.json') ?? '')).toMatchObject({ verdict: 'verified' });
    expect(record.get('pull-request.md')).toContain('Fixes #1');
  });

  test('uses a token for each purpose, for this repository alone, and revokes every one', async () => {
    await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
    const { gitHub } = sandpiper;

    await sandpiper.label();

    const minted = gitHub.mintedTokens();
    expect(minted.every(({ repositories }) => JSON.stringify(repositories) === '["wader/tiny"]')).toBe(true);
    const permissions = new Set(minted.map((token) => JSON.stringify(token.permissions)));
    expect(permissions).toEqual(
      new Set([
        JSON.stringify({ issues: 'write', metadata: 'read' }),
        JSON.stringify({ issues: 'read', metadata: 'read' }),
        JSON.stringify({ contents: 'read', metadata: 'read' }),
        JSON.stringify({ contents: 'write', pull_requests: 'write', checks: 'write', metadata: 'read' }),
      ]),
    );
    expect(gitHub.revokedTokens()).toHaveLength(minted.length);
  });

  test('lets no secret of the host into the sandbox', async () => {
    const search =
      'cat /proc/*/environ | tr "\\0" "\\n"; grep -rs . /run/sandpiper /home/agent /tmp 2>/dev/null | head -c 100000';
    await using sandpiper = await startSandpiper({
      seed: tinyRepository(),
      steps: [step(bash(search)), fixAdd, finish()],
    });

    const record = await sandpiper.record(await sandpiper.label());

    const seen = [...record.values()].join('\n');
    expect(seen).toContain('HOME=/home/agent');
    for (const { token } of sandpiper.gitHub.mintedTokens()) expect(seen).not.toContain(token);
    expect(seen).not.toContain('a-model-key-that-is-secret');
    expect(seen).not.toContain(sandpiper.gitHub.app.webhookSecret);
  });
});

describe('a labelled issue with a wrong fix', () => {
  test('becomes an honest draft that closes nothing', async () => {
    await using sandpiper = await startSandpiper({ steps: tidewordsScript('wrong-fix') });

    const end = await sandpiper.label();

    expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'failed', draft: true });
    const [pull] = await sandpiper.gitHub.pulls();
    expect(pull?.draft).toBe(true);
    expect(pull?.body).toContain('rounds to the nearest minute');
    expect(pull?.body).not.toContain('Fixes #');
    expect(await sandpiper.gitHub.checkRuns(pull?.head.sha ?? '')).toMatchObject([{ conclusion: 'failure' }]);
    expect(await sandpiper.comment()).toContain('a draft pull request');
  });
});

describe('the same issue again', () => {
  test('gets a branch of its own and keeps its one comment, and the old branch stays as it was', async () => {
    await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
    const { gitHub } = sandpiper;
    const first = await sandpiper.label();
    const before = await gitHub.branches();

    const second = await sandpiper.label();

    const branchOf = ({ outcome }: typeof first) =>
      outcome.kind === 'published' && outcome.publication.kind === 'pull-request' ? outcome.publication.branch : null;
    expect(branchOf(second)).toBe(`${branchOf(first)}-2`);
    expect((await gitHub.branches()).get(branchOf(first) ?? '')).toBe(before.get(branchOf(first) ?? ''));
    expect(await sandpiper.comment()).toContain('opened a pull request');
  });

  test('is worked on once when GitHub delivers the same webhook twice', async () => {
    await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
    const { gitHub } = sandpiper;
    await sandpiper.label();

    const [delivery] = gitHub.deliveries();
    await gitHub.redeliver(delivery?.id ?? '');
    await sandpiper.idle();

    expect(await gitHub.pulls()).toHaveLength(1);
  });
});

test('a label by somebody who may not write leaves what an earlier run achieved as it was', async () => {
  await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
  const { gitHub } = sandpiper;
  await sandpiper.label();
  gitHub.setRole('turnstone', 'triage');

  await gitHub.label(1, 'agent', 'turnstone');
  await sandpiper.idle();

  const bodies = (await gitHub.issue(1)).comments.map(({ body }) => body);
  expect(bodies).toHaveLength(2);
  expect(bodies[0]).toContain('opened a pull request');
  expect(bodies[1]).toContain('write permission');
});

test('the words of a stranger in the title close no other issue, call nobody and stop no build', async () => {
  const issues = [{ title: 'Crash [skip ci], fixes #12 @octocat', body: 'add(2, 2) is 0.', author: 'wader' }];
  await using sandpiper = await startSandpiper({ seed: { ...tinyRepository(), issues }, steps: [fixAdd, finish()] });

  await sandpiper.label();

  const [pull] = await sandpiper.gitHub.pulls();
  const texts = [pull?.title ?? '', await sandpiper.gitHub.commitMessage(pull?.head.sha ?? '')];
  for (const text of texts) expect(text).not.toMatch(/\[skip ci\]|#12|@octocat/);
});

test('a default branch that was renamed is the base all the same', async () => {
  await using sandpiper = await startSandpiper({ seed: tinyRepository(), steps: [fixAdd, finish()] });
  await sandpiper.gitHub.renameDefaultBranch('trunk');

  await sandpiper.label();

  expect(await sandpiper.gitHub.pulls()).toMatchObject([{ base: { ref: 'trunk' }, draft: false }]);
});

test('tests that were red before and stay red do not count against the change, and are named', async () => {
  const seed = tinyRepository({
    'old.test.js': "import { test } from 'node:test';\ntest('is old', () => { throw 1; });\n",
  });
  await using sandpiper = await startSandpiper({ seed, steps: [fixAdd, finish()] });

  const end = await sandpiper.label();

  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  expect((await sandpiper.gitHub.pulls())[0]?.body).toMatch(/Still failing.*\n\n.*is old/);
});

function lines(text: string | undefined): readonly Record<string, unknown>[] {
  return (text ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
