import { expect, test } from 'vitest';
import type { AgentEvent, Budget } from '../../../src/agent/attempt.ts';
import { bashOnlySolver } from '../../../src/agent/bash-only/bash-only-solver.ts';
import type { PromptFacts } from '../../../src/agent/prompt/prompt-facts.ts';
import type { SolveDeps } from '../../../src/agent/solver.ts';
import { ModelFault } from '../../../src/model/ask-model.ts';
import type { Box } from '../../../src/sandbox/box/open-box.ts';
import { localBox } from '../../support/local-box.ts';
import { bashCall, call, calls, type Scripted, saying, scriptedModel } from '../../support/scripted-model.ts';

const submit = bashCall('echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT; echo It adds now.');
const plenty: Budget = { steps: 20, tokens: 1_000_000, costUsd: 5, minutes: 5 };

const facts: PromptFacts = {
  issue: { number: 7, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: 'ada', comments: [] },
  repository: {
    name: 'tiny',
    languages: ['JavaScript'],
    packageManager: 'npm',
    commands: { install: null, test: 'npm test', lint: null, typecheck: null, build: null },
    tree: ['add.js'],
    guidance: [],
    maintainersGuidance: null,
  },
  environment: [],
  install: [],
  baseline: { kind: 'not-run', why: 'nobody asked' },
};

type Played = { readonly budget?: Partial<Budget>; readonly signal?: AbortSignal };

async function play(answers: readonly Scripted[], played: Played = {}) {
  await using box = await localBox();
  return await playIn(box, answers, played);
}

async function playIn(box: Box, answers: readonly Scripted[], { budget = {}, signal }: Played = {}) {
  const askModel = scriptedModel(answers);
  const events: AgentEvent[] = [];
  const deps: SolveDeps = {
    askModel,
    model: { contextWindow: 128_000, maxOutputTokens: null, editStyle: 'edit' },
    workspace: box,
    record: (event) => events.push(event),
    now: Date.now,
    takeMessages: () => [],
    objectTo: () => [],
    nestedGuidance: [],
  };
  const prompt = await bashOnlySolver.buildPrompt(facts);
  const attempt = await bashOnlySolver.solve(
    deps,
    prompt,
    { ...plenty, ...budget },
    signal ?? new AbortController().signal,
  );
  return { attempt, events, requests: askModel.requests };
}

test('works with bash alone until it prints the marker, and what follows it is the summary', async () => {
  await using box = await localBox();

  const { attempt, requests } = await playIn(box, [bashCall('echo done > note.txt'), bashCall('cat note.txt'), submit]);

  expect(attempt).toMatchObject({ stop: 'finished', steps: 3, finish: { outcome: 'fixed', summary: 'It adds now.' } });
  expect(requests.map(({ tools }) => tools.map(({ name }) => name))).toEqual([['bash'], ['bash'], ['bash']]);
  expect(requests[2]?.messages.at(-1)).toMatchObject({ role: 'tool', text: 'exit code: 0\noutput:\ndone\n' });
  expect(requests[2]?.messages.slice(0, 4)).toEqual(requests[1]?.messages);
});

test('tells the model the issue and nothing of the repository', async () => {
  const [system, user] = await bashOnlySolver.buildPrompt(facts);

  expect(system?.role).toBe('system');
  expect(user).toMatchObject({ role: 'user', text: expect.stringContaining('Adding subtracts\n\nadd(2, 2) is 0.') });
  expect(JSON.stringify([system, user])).not.toContain('npm test');
});

test('every command has a shell of its own', async () => {
  const { requests } = await play([bashCall('cd /tmp; export X=1'), bashCall('echo "$X"; [ "$PWD" = /tmp ]'), submit]);

  expect(requests[2]?.messages.at(-1)).toMatchObject({ text: 'exit code: 1\noutput:\n\n' });
});

test.for([
  ['the marker of a command that failed', 'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT; false'],
  ['a marker that is not the first line', 'echo first; echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT'],
  ['a marker that is only written into a file', 'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT > note'],
] as const)('%s hands nothing in', async ([, command]) => {
  const { attempt } = await play([bashCall(command), submit]);

  expect(attempt).toMatchObject({ stop: 'finished', steps: 2 });
});

test('keeps both ends of long output', async () => {
  const { requests } = await play([bashCall('echo begin; seq 1 9000; echo end'), submit]);

  const { text } = requests[1]?.messages.at(-1) ?? { text: '' };
  expect(text.length).toBeLessThan(10_200);
  expect(text).toMatch(/^exit code: 0\noutput:\nbegin\n1\n[\s\S]+characters left out[\s\S]+9000\nend\n$/);
});

test('answers every call of an answer in order, and runs none after the work was handed in', async () => {
  const both = calls(
    call('bash', { command: 'echo one' }),
    call('bash', { command: 'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT' }),
    call('bash', { command: 'touch too-late' }),
  );
  await using box = await localBox();

  const { attempt, events } = await playIn(box, [both]);

  expect(attempt.stop).toBe('finished');
  expect(events.filter(({ type }) => type === 'observation')).toHaveLength(2);
  expect(await box.files.stat('too-late')).toBeNull();
});

const nonsense = calls({ name: 'bash', arguments: '{"comm' });
const cut = { ...bashCall('echo half'), finish: 'length' as const };

test.for([
  ['no calls', [saying('Let me think.')], 'no-tool-calls'],
  ['calls that are no JSON', [nonsense], 'malformed-calls'],
  ['a tool that is not there', [calls(call('edit', { path: 'x' }))], 'malformed-calls'],
  ['calls that were cut', [cut], 'malformed-calls'],
  ['a refusal', [{ ...saying(''), finish: 'refused' as const }], 'refused'],
] as const)('three answers in a row with %s end it', async ([, [answer], stop]) => {
  const { attempt } = await play([bashCall('true'), answer, answer, bashCall('true'), answer, answer, answer]);

  expect(attempt).toMatchObject({ stop, steps: 7, finish: null });
});

test.for([
  ['steps', { steps: 2 }, 'step-limit', 2],
  ['tokens', { tokens: 220 }, 'token-limit', 2],
  ['money', { costUsd: 0.02 }, 'cost-limit', 2],
] as const)('stops when its %s are spent', async ([, budget, stop, steps]) => {
  const { attempt } = await play(
    Array.from({ length: 5 }, () => bashCall('true')),
    { budget },
  );

  expect(attempt).toMatchObject({ stop, steps, finish: null });
});

test('stops when its minutes are spent, also in the middle of a command', async () => {
  const { attempt, events } = await play([bashCall('sleep 30')], { budget: { minutes: 0.01 } });

  expect(attempt.stop).toBe('time-limit');
  expect(events.at(-1)).toMatchObject({ type: 'observation', isError: true });
});

test('a conversation that no longer fits the model is an ending', async () => {
  const overflow = async () => {
    throw new ModelFault('context-overflow', 'Too long.');
  };

  const { attempt } = await play([bashCall('true'), overflow]);

  expect(attempt).toMatchObject({ stop: 'context-limit', steps: 1 });
});

test('a fault of the model passes through, and being stopped does not', async () => {
  const down = async () => {
    throw new ModelFault('unavailable', 'Nobody there.');
  };
  const stopped = new AbortController();
  const stopping = async () => {
    stopped.abort();
    return bashCall('true');
  };

  await expect(play([down])).rejects.toThrow('Nobody there.');
  expect((await play([stopping], { signal: stopped.signal })).attempt.stop).toBe('cancelled');
});

test('a command that cannot be run is for the model to put right', async () => {
  const { attempt, requests } = await play([bashCall('echo \u0000'), submit]);

  expect(attempt.stop).toBe('finished');
  expect(requests[1]?.messages.at(-1)?.text).toMatch(/^The command could not be run: /);
});
