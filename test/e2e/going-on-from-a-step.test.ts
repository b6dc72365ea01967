import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench, type Workbench } from '../../src/composition/open-workbench.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import type { ModelAnswer } from '../../src/model/ask-model.ts';
import { executeRun } from '../../src/run/execute-run.ts';
import { localOrigin } from '../../src/run/origins/local-origin.ts';
import { plainTask, type TaskOf } from '../../src/run/task/run-task.ts';
import { verifyRecord } from '../../src/run/verification/verify-record.ts';
import { checkoutWith, commitFiles, gitDeps, never } from '../support/git-fixture.ts';
import { bashCall, finishCall, scriptedModel } from '../support/scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { tinyFiles } from '../support/tiny-repository.ts';

const open: { stack: AsyncDisposableStack; path: string; workbench: Workbench | null } = {
  stack: new AsyncDisposableStack(),
  path: '',
  workbench: null,
};

beforeAll(async () => {
  open.path = open.stack.use(await temporaryDirectory()).path;
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(open.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    SANDPIPER_WARM_BOXES: '0',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
    SANDPIPER_MODEL: 'gpt-4.1',
  });
  const options = { role: 'local' as const, say: () => undefined };
  open.workbench = open.stack.use(await openWorkbench(settings, options, AbortSignal.timeout(60_000)));
  await checkoutWith(join(open.path, 'tiny'), tinyFiles);
});
afterAll(() => open.stack.disposeAsync());

async function run(answers: readonly ModelAnswer[], task: Partial<TaskOf<'solve'>> = {}) {
  if (open.workbench === null) throw new Error('There is no workbench');
  const askModel = scriptedModel(answers);
  const { run: deps } = open.workbench;
  const issue = { number: null, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: null };
  const origin = localOrigin({ git: deps.git, secrets: [] }, join(open.path, 'tiny'), issue);
  const end = await executeRun({ ...deps, askModel }, origin, { ...plainTask, ...task }, never);
  return { end, requests: askModel.requests };
}

const fromStep = (runId: string, step: number) => ({ begins: { kind: 'from-step' as const, runId, step } });
/** The report keeps GitHub from making links of what looks like a commit. */
const plain = (text: string) => text.replaceAll('\u2060', '');

const noted = (words: string) => bashCall(`echo ${words} >> notes.md`);

test('a run goes on from a step of another with a hint, though its base moved on', { timeout: 300_000 }, async () => {
  const first = await run([
    noted('one'),
    bashCall('head -c 9 /dev/urandom | base64'),
    noted('three'),
    noted('wrong'),
    bashCall("sed -i 's/a - b/a * b/' add.js"),
    finishCall('blocked', 'I cannot.'),
    finishCall('blocked', 'I cannot.'),
  ]);
  await commitFiles(join(open.path, 'tiny'), { 'other.js': 'export {};\n' });

  const { end, requests } = await run(
    [bashCall("sed -i 's/a - b/a + b/' add.js && node --test"), finishCall(), finishCall()],
    {
      ...fromStep(first.end.runId, 3),
      said: [{ author: 'wader', text: 'It has to be a sum, not a product.' }],
    },
  );

  const told = requests[0]?.messages.map((message) => `${message.role}: ${message.text}`) ?? [];
  expect(told.map((text) => text.split(':')[0])).toEqual([
    'system',
    'user',
    ...Array.from({ length: 3 }, () => ['assistant', 'tool']).flat(),
    'user',
  ]);
  expect(told.at(-1)).toContain('It has to be a sum, not a product.');
  expect(told[1]).toContain('add(2, 2) is 0.');
  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', join(open.path, 'tiny'), ...args], { encoding: 'utf8' }).trim();
  const branch = 'sandpiper/local-adding-subtracts-2';
  expect(git('show', `${branch}:notes.md`)).toBe('one\nthree');
  expect(git('show', `${branch}:add.js`)).toContain('a + b');
  expect(git('rev-parse', `${branch}^`)).toBe(git('rev-parse', 'main'));
  const text = plain(await readFile(join(end.directory, 'pull-request.md'), 'utf8'));
  expect(text).toContain(`This goes on from step 3 of the run ${first.end.runId}`);
  expect(text).toContain('1 of 3 calls came out otherwise when they were done again, the first in step 2');
  const record = { directory: end.directory, commit: null, anchor: null };
  expect(await verifyRecord({ git: gitDeps() }, record, never)).toMatchObject({ isSound: true });
});

test('where the files do not come to be as they were nothing goes on from there, and it says since when', {
  timeout: 200_000,
}, async () => {
  const first = await run([
    bashCall('head -c 9 /dev/urandom | base64 > noise.txt'),
    finishCall('blocked', 'I cannot.'),
    finishCall('blocked', 'I cannot.'),
  ]);

  const { end, requests } = await run([finishCall()], fromStep(first.end.runId, 1));

  expect(requests).toHaveLength(0);
  expect(end.outcome).toMatchObject({
    kind: 'failed',
    stage: 'solving',
    failure: {
      reason: 'The files did not come to be as they were when the steps were done again: they differ since step 1.',
      nextAction: expect.stringContaining('`/retry`'),
    },
  });
});
