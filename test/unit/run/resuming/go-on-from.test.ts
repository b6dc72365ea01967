import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/agent/attempt.ts';
import { sandpiperSolver } from '../../../../src/agent/sandpiper-solver.ts';
import { parseKnownEvent } from '../../../../src/run/recording/recorded-event.ts';
import { type RecordedAttempt, toRecordedAttempt } from '../../../../src/run/replay/recorded-attempt.ts';
import { attemptUntil } from '../../../../src/run/resuming/attempt-until.ts';
import { goOnFrom } from '../../../../src/run/resuming/go-on-from.ts';
import { never } from '../../../support/git-fixture.ts';
import { bashCall, finishCall, scriptedModel } from '../../../support/scripted-model.ts';
import { someSolveDeps } from '../../../support/some-solve-deps.ts';
import { ample, prompt, repositoryBox, trySolving } from '../../../support/try-solving.ts';

const settings = {
  solver: 'sandpiper',
  image: 'node',
  commands: null,
  budget: ample,
  model: { name: 'gpt', editStyle: 'edit' },
};
const started = { type: 'run.started', repository: 'octo/app', versions: { sandpiper: '1.0.0' }, settings };
const base = { type: 'run.base', sha: 'b'.repeat(40), branch: 'main', mirror: 'app.git', image: 'node' };

/** An attempt as its record has it. */
function recordOf(events: readonly AgentEvent[]): RecordedAttempt {
  const told = events.map((event) => ({ ...event, type: `agent.${event.type}` }));
  const known = [started, base, ...told].map((event, at) =>
    parseKnownEvent({ ...event, seq: at + 1, at: '2026-11-26T01:02:03Z', prev: '', hash: '' }),
  );
  return toRecordedAttempt(known.filter((event) => event !== null));
}

/** Of a change it has to be said twice. */
const inVain = finishCall('blocked', 'I cannot.');

const lastAttempt = [bashCall('echo one >> notes.md'), bashCall('ls')];

/** What an attempt like the last leaves in its record, or these answers. */
async function recordAttempt(answers = lastAttempt): Promise<RecordedAttempt> {
  await using box = await repositoryBox({ 'add.js': 'a - b\n' });
  return recordOf((await trySolving(box, [...answers, inVain, inVain])).events);
}

/** Goes on after a step of it in a box of its own; a maintainer has said something by then, and says something now. */
async function goOn(recorded: RecordedAttempt, step: number, files = { 'add.js': 'a - b\n' }) {
  await using box = await repositoryBox(files);
  const askModel = scriptedModel([
    bashCall('cat notes.md'),
    finishCall('blocked', 'No.'),
    finishCall('blocked', 'No.'),
  ]);
  const events: AgentEvent[] = [];
  const notes: string[] = [];
  const said = [{ author: 'wader', text: 'Mind the sign.' }];
  const solver = goOnFrom(
    sandpiperSolver,
    { recorded: attemptUntil(recorded, step), prompt, said },
    (note) => void notes.push(note),
  );
  const waiting = [{ author: 'mona', text: 'Hurry.' }];
  const deps = someSolveDeps({
    askModel,
    workspace: box,
    record: (event) => void events.push(event),
    takeMessages: () => waiting.splice(0),
  });
  const solving = solver.solve(deps, await solver.buildPrompt(neverRead), { ...ample, steps: 4 }, never);
  return { attempt: await solving, requests: askModel.requests, events, notes };
}

/** The prompt is the one of the record. */
const neverRead: Parameters<typeof sandpiperSolver.buildPrompt>[0] = {
  issue: { number: 1, title: '', body: '', author: null, comments: [] },
  repository: {
    name: '',
    languages: [],
    packageManager: null,
    commands: { install: null, test: null, lint: null, typecheck: null, build: null },
    tree: [],
    guidance: [],
    maintainersGuidance: null,
  },
  environment: [],
  install: [],
  baseline: { kind: 'not-run', why: '' },
};

test('the model is first asked for the step after, knowing all that came before and what people say now', async () => {
  const { requests, events, notes, attempt } = await goOn(await recordAttempt(), 2);

  const told = requests[0]?.messages ?? [];
  expect(told.slice(0, 2)).toEqual(prompt);
  expect(told.slice(2).map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant', 'tool', 'user', 'user']);
  expect(told.at(-2)?.text).toContain('Mind the sign.');
  expect(told.at(-1)?.text).toContain('Hurry.');
  expect(events.find((event) => event.type === 'observation' && event.step === 3)).toMatchObject({
    text: expect.stringContaining('one'),
  });
  expect(notes).toEqual([]);
  // The limit of four is for what comes now, and nothing that was paid for is paid again.
  expect(attempt).toMatchObject({ stop: 'finished', steps: 5, usage: { inputTokens: 300 } });
});

test('an attempt that had finished goes on all the same', async () => {
  const { requests } = await goOn(await recordAttempt(), 4);

  expect(requests[0]?.messages.at(-1)?.text).toMatch(/finish is put off/);
});

test('a call that comes out otherwise is told, where the files are the same', async () => {
  const { notes } = await goOn(await recordAttempt([bashCall('head -c 9 /dev/urandom | base64')]), 1);

  expect(notes).toEqual([
    '1 of 1 calls came out otherwise when they were done again, the first in step 1; the files are the same.',
  ]);
});

test('other files are no place to go on from', async () => {
  const recorded = await recordAttempt();

  await expect(goOn(recorded, 2, { 'add.js': 'something else\n' })).rejects.toThrow(/they differ since step/);
  await expect(goOn(await recordAttempt([bashCall('date +%s%N > noise')]), 1)).rejects.toThrow(
    /files did not come to be as they were .* since step 1/,
  );
});
