import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecordedStep } from '../../../../src/run/resuming/read-recorded-step.ts';
import type { EventType } from '../../../../src/store/record-event.ts';
import { openRunRecord } from '../../../../src/store/run-record.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const runId = '20261126-010203-0badcafe';
const now = { repository: 'octo/app', issue: 7, solver: 'sandpiper' };
const settings = {
  solver: 'sandpiper',
  image: 'node',
  commands: null,
  budget: { steps: 9, tokens: 9, costUsd: 9, minutes: 9 },
  model: { name: 'gpt', editStyle: 'edit' },
};
const started = { repository: 'octo/app', issue: { number: 7 }, versions: { sandpiper: '1.0.0' }, settings };
const base = { sha: 'b'.repeat(40), branch: 'main', mirror: 'app-0123456789ab.git', image: 'node', plan: {} };
const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, costUsd: 0 };
const call = { id: 'call_1', name: 'bash', arguments: '{}' };

/** What a run with three steps writes down; a case says only what differs. */
type Different = { readonly started?: object; readonly task?: object; readonly answers?: number };

async function record(dataDirectory: string, different: Different = {}): Promise<string> {
  const written = openRunRecord(dataDirectory, runId, { redact: (text) => text });
  const append = (type: EventType, data: object) => void written.append(type, data);
  append('run.started', { ...started, ...different.started });
  await written.save('request.json', { task: different.task ?? { kind: 'solve' } });
  append('run.base', base);
  append('agent.message', { role: 'system', from: 'prompt', text: 'Rules' });
  append('agent.message', { role: 'user', from: 'prompt', text: 'The issue' });
  append('agent.tree', { step: 0, digest: 't0' });
  for (let step = 1; step <= (different.answers ?? 3); step += 1) {
    if (step === 3) append('agent.message', { role: 'user', from: 'maintainer', text: 'Look there' });
    append('agent.answer', {
      step,
      text: `answer ${step}`,
      reasoning: '',
      toolCalls: [call],
      finish: 'complete',
      repairs: [],
      usage,
      durationMs: 1,
    });
    append('agent.observation', {
      step,
      callId: call.id,
      tool: 'bash',
      text: `seen ${step}`,
      isError: false,
      repairs: [],
      durationMs: 1,
    });
    append('agent.tree', { step, digest: `t${step}` });
  }
  append('run.ended', { outcome: { kind: 'failed' } });
  await written.flush();
  return written.directory;
}

test('of an earlier attempt comes back what was when the step was over, and nothing after it', async () => {
  await using data = await temporaryDirectory();
  await record(data.path);

  const begun = await readRecordedStep(data.path, { runId, step: 2 }, now);

  expect(begun).toMatchObject({
    kind: 'recorded',
    prompt: [
      { role: 'system', text: 'Rules' },
      { role: 'user', text: 'The issue' },
    ],
    recorded: {
      answers: [{ text: 'answer 1' }, { text: 'answer 2' }],
      observations: [{ text: 'seen 1' }, { text: 'seen 2' }],
      trees: [{ digest: 't0' }, { digest: 't1' }, { digest: 't2' }],
      messages: [],
    },
  });
});

test('what a maintainer said before the step belongs to it', async () => {
  await using data = await temporaryDirectory();
  await record(data.path);

  const begun = await readRecordedStep(data.path, { runId, step: 3 }, now);

  expect(begun).toMatchObject({ recorded: { messages: [{ text: 'Look there', afterAnswers: 2 }] } });
});

test.for<[name: string, different: Different, step: number, reason: RegExp, nextAction: RegExp]>([
  ['there is no such step', {}, 4, /has no step 4: it came to step 3/, /from 1 to 3/],
  ['it was on another repository', { started: { repository: 'octo/other' } }, 1, /another repository/, /this issue/],
  ['it was on another issue', { started: { issue: { number: 8 } } }, 1, /another issue/, /this issue/],
  ['it does not say on which issue it was', { started: { issue: undefined } }, 1, /another issue/, /this issue/],
  ['it was for a plan', { task: { kind: 'plan' } }, 1, /not for a change of its own/, /begin anew/],
  [
    'another solver worked on it',
    { started: { settings: { ...settings, solver: 'bash-only' } } },
    1,
    /the solver bash-only/,
    /begin anew/,
  ],
  ['its agent never began', { answers: 0 }, 1, /no step of an agent/, /begin anew/],
])('nothing goes on from a run because %s', async ([, different, step, reason, nextAction]) => {
  await using data = await temporaryDirectory();
  await record(data.path, different);

  const begun = await readRecordedStep(data.path, { runId, step }, now);

  expect(begun).toMatchObject({
    kind: 'unusable',
    reason: expect.stringMatching(reason),
    nextAction: expect.stringMatching(nextAction),
  });
});

test.for<[name: string, damage: (directory: string) => Promise<void>]>([
  ['a line was added', (directory) => appendFile(join(directory, 'events.jsonl'), '{"type":"agent.answer"}\n{}\n')],
  ['its request says something else', (directory) => writeFile(join(directory, 'request.json'), '{"task":{}}')],
])('a record is not believed in which %s', async ([, damage]) => {
  await using data = await temporaryDirectory();
  await damage(await record(data.path));

  const begun = await readRecordedStep(data.path, { runId, step: 1 }, now);

  expect(begun).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/is damaged/) });
});

test('a record that is gone is said to be', async () => {
  await using data = await temporaryDirectory();

  const begun = await readRecordedStep(data.path, { runId, step: 1 }, now);

  expect(begun).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/no record of the run/) });
});

test.for([
  (id: string) => `../elsewhere/runs/${id}`,
  (id: string) => `../../elsewhere/runs/${id}`,
  (id: string) => `${id}/../../../elsewhere/runs/${id}`,
  (id: string) => `./${id}`,
  (id: string) => `${id}\0`,
  () => '..',
  () => '',
])('no id leads out of the data directory', async (hostile) => {
  await using folder = await temporaryDirectory();
  const [data, elsewhere] = [join(folder.path, 'data'), join(folder.path, 'elsewhere')];
  await mkdir(join(data, 'runs'), { recursive: true });
  await record(elsewhere);

  const begun = await readRecordedStep(data, { runId: hostile(runId), step: 1 }, now);

  expect(begun).toMatchObject({ kind: 'unusable', reason: expect.stringMatching(/^There is no run "/) });
  expect(await readRecordedStep(elsewhere, { runId, step: 1 }, now)).toMatchObject({ kind: 'recorded' });
});
