import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ScriptedStep } from '../../src/demo/model/start-scripted-model.ts';
import type { RunOutcome } from '../../src/run/run-outcome.ts';
import { type Sandpiper, startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, fixAdd, step, tinyRepository } from '../support/tiny-repository.ts';

async function ranWith(steps: readonly ScriptedStep[], env: Readonly<Record<string, string>> = {}) {
  const sandpiper = await startSandpiper({ seed: tinyRepository(), steps, env });
  return { sandpiper, end: await sandpiper.label(), [Symbol.asyncDispose]: () => sandpiper[Symbol.asyncDispose]() };
}

async function expectNothingPublished({ gitHub }: Sandpiper): Promise<void> {
  expect(await gitHub.pulls()).toEqual([]);
  expect([...(await gitHub.branches()).keys()]).toEqual(['main']);
}

const look = step(bash('cat add.js'));

describe('an attempt without a change publishes nothing and says why', () => {
  test.for([
    ['the agent finds that none is needed', [look, finish('no_change_needed')], {}, /says that no change is needed/],
    ['it needs to know more', [finish('needs_info')], {}, /needs to know more/],
    ['it claims a fix and made none', [finish('fixed')], {}, /nothing in the repository changed/],
    [
      'its steps run out',
      [look, step(bash('ls')), step(bash('pwd')), look],
      { SANDPIPER_MAX_STEPS: '3' },
      /limit of steps/,
    ],
    ['its tokens run out', [look], { SANDPIPER_MAX_TOKENS: '100' }, /limit of tokens/],
    ['its money runs out', [look], { SANDPIPER_MAX_COST_USD: '0.0001' }, /limit of cost/],
    ['its time runs out', [step(bash('sleep 60'))], { SANDPIPER_MAX_MINUTES: '0.03' }, /limit of time/],
    ['its calls make no sense', [step({ tool: 'bash', arguments: '{"command": ' })], {}, /tool call that makes sense/],
    ['it calls no tool', [{ text: 'Looks fine to me.', calls: [] }], {}, /without finishing/],
    ['it repeats itself', [look], {}, /repeating itself/],
  ] as [string, ScriptedStep[], Record<string, string>, RegExp][])('because %s', async ([, steps, env, words]) => {
    await using run = await ranWith(steps, env);

    expect(run.end.outcome.kind).toBe('no-change');
    const comment = await run.sandpiper.comment();
    expect(comment).toMatch(words);
    expect(comment).toContain('**Saved:**');
    await expectNothingPublished(run.sandpiper);
  });
});

describe('a change that does not deserve trust becomes a draft that says so', () => {
  const published = (different: Partial<Extract<RunOutcome, { kind: 'published' }>>) => ({
    kind: 'published',
    draft: true,
    ...different,
  });

  test.for([
    ['the failing test is deleted', "sed -i '/2, 2/d' add.test.js", 'failed', /adds/],
    ['the failing test is skipped', "sed -i \"s/test('adds',/test.skip('adds',/\" add.test.js", 'failed', /skip/],
    [
      'only the test is changed',
      "sed -i 's/2, 2), 4/2, 2), 0/' add.test.js",
      'regression-safe',
      /Only tests were changed/,
    ],
    ['the test command is changed', "sed -i 's/node --test/true/' package.json", 'failed', /package\.json/],
    ['the fix is wrong', "echo 'export const add = (a, b) => a * b;' > add.js", 'failed', /adds nothing/],
  ] as const)('because %s', async ([, command, verdict, words]) => {
    await using run = await ranWith([step(bash(command)), finish()]);

    expect(run.end.outcome).toMatchObject(published({ verdict }));
    const [pull] = await run.sandpiper.gitHub.pulls();
    expect(pull?.body).toMatch(words);
    expect(pull?.body).not.toContain('Fixes #');
  });

  test('because the agent was stopped, though its work was kept and proved', async () => {
    await using run = await ranWith([fixAdd, look], { SANDPIPER_MAX_STEPS: '2' });

    expect(run.end.outcome).toMatchObject(published({ verdict: 'verified' }));
    expect((await run.sandpiper.gitHub.pulls())[0]?.body).toContain('reached its limit of steps');
  });
});

describe('a change that must not be published is refused whole', () => {
  test.for([
    [
      'a workflow',
      'mkdir -p .github/workflows && echo "on: push" > .github/workflows/ci.yml',
      /\.github\/workflows\/ci\.yml/,
    ],
    ['a link', 'ln -s /etc/passwd passwd', /passwd/],
    [
      'another repository inside',
      'git init -q inner && cd inner && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x',
      /inner/,
    ],
    ['a huge file', 'head -c 3000000 /dev/zero > zeros', /zeros/],
  ] as const)('when it holds %s', async ([, command, words]) => {
    await using run = await ranWith([fixAdd, step(bash(command)), finish()]);

    expect(run.end.outcome).toMatchObject({ kind: 'failed', failure: { cause: 'safety' } });
    expect(await run.sandpiper.comment()).toMatch(words);
    await expectNothingPublished(run.sandpiper);
  });
});

test('what an attempt leaves running or writes into its own git reaches neither the host nor the proof', async () => {
  const tripwire = join(tmpdir(), `sandpiper-tripwire-${randomUUID()}`);
  const trap = [
    `git config core.fsmonitor "touch ${tripwire}"`,
    `git config filter.x.clean "touch ${tripwire}; cat"`,
    'echo "*.js filter=x" > .git/info/attributes',
    `printf "#!/bin/sh\\ntouch ${tripwire}\\n" > .git/post-index-change && chmod +x .git/post-index-change`,
    'git config core.hooksPath .git',
    "setsid sh -c 'while sleep 0.1; do date > /tmp/alive; done' > /dev/null 2>&1 &",
    'git status',
    `ls ${tripwire}`,
  ].join('\n');

  await using run = await ranWith([step(bash(trap)), fixAdd, finish()]);

  const record = await run.sandpiper.record(run.end);
  expect(record.get('events.jsonl')).toContain(`\\n${tripwire}"`);
  expect(existsSync(tripwire)).toBe(false);
  expect(run.end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
});
