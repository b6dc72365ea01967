import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openWorkbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { type ScriptedStep, startScriptedModel } from '../../src/demo/model/start-scripted-model.ts';
import { findProfile } from '../../src/model/find-profile.ts';
import { openAiModel } from '../../src/model/openai-model.ts';
import { readPastRuns } from '../../src/run/estimate/read-past-runs.ts';
import { spentSince } from '../../src/run/estimate/spent-since.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { localOrigin } from '../../src/run/origins/local-origin.ts';
import { replayRun } from '../../src/run/replay/replay-run.ts';
import { plainTask, type RunTask, type TaskOf } from '../../src/run/task/run-task.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { bash, finish, fixAdd, step, tinyFiles } from '../support/tiny-repository.ts';

const exec = promisify(execFile);
const issue = { number: null, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: null };
const name = 'gpt-5.4';

/** A checkout, and runs on it one after the other, each with a model of its own. */
async function bench() {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await temporaryDirectory());
  const repository = join(folder.path, 'tiny');
  await mkdir(repository);
  const git = async (...args: string[]) => (await exec('git', ['-C', repository, ...args])).stdout;
  await git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(tinyFiles)) await writeFile(join(repository, path), text);
  await git('add', '.');
  await git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'Add');
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(folder.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    SANDPIPER_MODEL: name,
    SANDPIPER_MAX_COST_USD: '2',
    SANDPIPER_PLAN_SHARE: '0.25',
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
  });
  const workbench = undo.use(
    await openWorkbench(settings, { role: 'local', say: () => undefined }, AbortSignal.timeout(60_000)),
  );
  const owned = undo.move();
  return {
    repository,
    git,
    dataDirectory: settings.dataDirectory,
    replay: (directory: string) => replayRun(workbench.run, directory, { force: false }, AbortSignal.timeout(60_000)),
    async run(task: RunTask, steps: readonly ScriptedStep[]) {
      await using model = await startScriptedModel(steps);
      const { baseUrl } = model;
      const limits = { idleTimeoutMs: 20_000, requestTimeoutMs: 60_000, retries: { attempts: 3 } };
      const askModel = openAiModel({
        baseUrl,
        apiKey: 'key',
        model: name,
        profile: findProfile(name, baseUrl),
        ...limits,
      });
      const origin = localOrigin({ git: workbench.run.git, secrets: [] }, repository, issue);
      const end = await executeRun({ ...workbench.run, askModel }, origin, task, AbortSignal.timeout(110_000));
      const prompt = model.requests()[0]?.messages.at(-1)?.content;
      const file = async (path: string) => await readFile(join(end.directory, path), 'utf8').catch(() => null);
      return { ...end, prompt: typeof prompt === 'string' ? prompt : '', file };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const planTask: TaskOf<'plan'> = { kind: 'plan', said: [], earlierRuns: [], budgetUsd: null, earlierPlan: null };

const propose = step({
  tool: 'finish',
  arguments: {
    outcome: 'planned',
    summary: 'The operator in `add.js` is the wrong one.',
    files: [{ path: 'add.js', change: 'change', what: 'Add instead of subtracting.' }],
    steps: ['Put a plus where the minus is.'],
    tests: ['node --test'],
    questions: ['Is zero a number here? I would say so.'],
  },
});

test('a plan changes nothing, and the run that carries it out is told of it and of what people said to it', {
  timeout: 240_000,
}, async () => {
  await using tiny = await bench();

  const planned = await tiny.run(planTask, [fixAdd, propose]);
  const { outcome } = planned;
  if (outcome.kind !== 'planned') return expect.unreachable(JSON.stringify(outcome));
  const replayed = await tiny.replay(planned.directory);
  const branches = await tiny.git('branch', '--list', '--format=%(refname:short)');
  const said = [{ author: 'mona', text: 'Yes, zero is a number.' }];
  const solved = await tiny.run({ ...plainTask, plan: outcome.plan, said }, [fixAdd, finish()]);

  expect(outcome.plan).toContain('### Files\n\n- `add.js` (changed): Add instead of subtracting.');
  expect(outcome.plan).toContain('### Questions to you\n\n1. Is zero a number here?');
  expect(branches).toBe('main\n');
  expect(await planned.file('change.patch')).toBeNull();
  expect(await planned.file('plan.md')).toBe(`${outcome.plan}\n`);
  expect(await planned.file('events.jsonl')).toMatch(/"type":"run\.budget".*"costUsd":0\.5/);
  expect(replayed).toMatchObject({ isSame: true, calls: [{ outcome: 'same' }, { outcome: 'same' }] });
  expect(planned.prompt).toContain('Plan how the issue is to be resolved, and change nothing.');
  expect(solved.prompt).toContain('# The approved plan');
  expect(solved.prompt).toContain('1. Put a plus where the minus is.');
  expect(solved.prompt).toContain('Yes, zero is a number.');
  expect(solved.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  expect(await readPastRuns(tiny.dataDirectory, tiny.repository)).toMatchObject([{ ending: 'verified' }]);
});

test('a retry is told what the attempt before it did, and people are told when it does the same again', {
  timeout: 300_000,
}, async () => {
  await using tiny = await bench();
  const multiply = step(bash("sed -i 's/a - b/a * b/' add.js"));
  const begun = new Date();

  const first = await tiny.run(plainTask, [
    step({ tool: 'plan', arguments: { steps: [{ text: 'Multiply instead' }] } }),
    multiply,
    finish(),
  ]);
  const same = await tiny.run({ ...plainTask, earlierRuns: [first.runId] }, [multiply, finish()]);

  expect(first.outcome).toMatchObject({ kind: 'published', verdict: 'failed' });
  expect(first.prompt).not.toContain('Earlier attempts');
  for (const words of [
    `run: ${first.runId}`,
    'ended: published, failed',
    '- pending: Multiply instead',
    '- add.js (+1 -1)',
    'tests it broke:\n- add.test.js > adds nothing',
    'Take another approach',
  ])
    expect(same.prompt).toContain(words);
  expect(await same.file('pull-request.md')).toContain(
    `in effect the same as that of the earlier run \`${first.runId}\``,
  );
  const past = await readPastRuns(tiny.dataDirectory, tiny.repository);
  expect(past.map(({ ending }) => ending)).toEqual(['published', 'published']);
  expect(await spentSince(tiny.dataDirectory, begun)).toBeCloseTo(
    past.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
  );
  expect(past[0]?.costUsd).toBeGreaterThan(0);
});
