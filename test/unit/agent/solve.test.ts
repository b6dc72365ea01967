import { expect, test } from 'vitest';
import type { AgentEvent, Attempt, Budget } from '../../../src/agent/attempt.ts';
import type { SolveDeps } from '../../../src/agent/begin-course.ts';
import { solve } from '../../../src/agent/solve.ts';
import { Fault } from '../../../src/errors.ts';
import { type AskModel, type Message, ModelFault } from '../../../src/model/ask-model.ts';
import { SandboxFault, type Workspace } from '../../../src/sandbox/sandbox.ts';
import { bash } from '../../../src/tools/bash.ts';
import { edit } from '../../../src/tools/edit.ts';
import { view } from '../../../src/tools/view.ts';
import { write } from '../../../src/tools/write.ts';
import { localBox } from '../../support/local-box.ts';
import {
  bashCall,
  call,
  calls,
  editCall,
  finishCall,
  type Scripted,
  saying,
  scriptedModel,
  viewCall,
  writeCall,
} from '../../support/scripted-model.ts';

const never = new AbortController().signal;

const prompt: readonly Message[] = [
  { role: 'system', text: 'You fix issues.' },
  { role: 'user', text: 'Fix it.' },
];

const ample: Budget = { steps: 100, tokens: 1_000_000, costUsd: 100, minutes: 60 };

type Tried = {
  readonly attempt: Attempt;
  readonly events: readonly AgentEvent[];
  readonly requests: ReturnType<typeof scriptedModel>['requests'];
};

/** Lets a scripted model work in `box`. */
async function trySolving(
  box: Workspace,
  answers: readonly Scripted[],
  {
    budget = {},
    deps = {},
    signal = never,
  }: {
    readonly budget?: Partial<Budget>;
    readonly deps?: Partial<SolveDeps>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Tried> {
  const events: AgentEvent[] = [];
  const askModel = scriptedModel(answers);
  const record = (event: AgentEvent) => events.push(event);
  const all: SolveDeps = { askModel, tools: [bash, view, edit, write], workspace: box, record, now: Date.now, ...deps };
  const attempt = await solve(all, prompt, { ...ample, ...budget }, signal);
  return { attempt, events, requests: askModel.requests };
}

function observations(events: readonly AgentEvent[]) {
  return events.filter((event) => event.type === 'observation');
}

function toldToModel(tried: Tried): readonly string[] {
  const messages = tried.events.filter((event) => event.type === 'message').slice(prompt.length);
  return messages.map(({ text }) => text);
}

const confirmed = [finishCall('no_change_needed')];

test('works until the model finishes, and says what it did', async () => {
  await using box = await localBox();
  const script = [
    writeCall('a.txt', 'one\n'),
    editCall('a.txt', 'one', 'two'),
    viewCall('a.txt'),
    finishCall(),
    finishCall(),
  ];

  const { attempt, events } = await trySolving(box, script);

  expect(attempt).toMatchObject({ stop: 'finished', finish: { outcome: 'fixed', summary: 'Done.' }, steps: 5 });
  expect(attempt.usage).toEqual({ inputTokens: 500, cachedInputTokens: 0, outputTokens: 50, costUsd: 0.05 });
  expect(events.map((event) => event.type).slice(0, 4)).toEqual(['message', 'message', 'answer', 'observation']);
  expect(observations(events)[2]?.text).toContain('1│two');
});

test.for([
  ['fixed', 'fixed'],
  ['no_change_needed', 'no-change-needed'],
  ['blocked', 'blocked'],
  ['needs_info', 'needs-info'],
] as const)('an attempt that ends with %s says %s', async ([said, outcome]) => {
  await using box = await localBox();

  const { attempt } = await trySolving(box, [finishCall(said), finishCall(said)]);

  expect(attempt.finish?.outcome).toBe(outcome);
});

test('every request begins with the whole of the one before', async () => {
  await using box = await localBox();

  const { requests } = await trySolving(box, [bashCall('echo a'), bashCall('echo b'), ...confirmed, ...confirmed]);

  const [first, second, third] = requests;
  expect(second?.messages.slice(0, 2)).toEqual(first?.messages);
  expect(third?.messages.slice(0, 4)).toEqual(second?.messages);
  expect(third?.tools).toEqual(first?.tools);
  expect(first?.tools.map(({ name }) => name)).toEqual(['bash', 'view', 'edit', 'write', 'finish']);
});

test('every call of an answer gets its observation, in order', async () => {
  await using box = await localBox();
  const three = calls(call('bash', { command: 'echo 1' }), call('nope', {}), call('bash', { command: 'echo 3' }));

  const { requests } = await trySolving(box, [three, ...confirmed, ...confirmed]);

  const answered = requests[1]?.messages.slice(3);
  expect(answered).toEqual([
    { role: 'tool', callId: 'call_0_bash', text: expect.stringContaining('1') },
    {
      role: 'tool',
      callId: 'call_1_nope',
      text: expect.stringContaining('Use one of: bash, view, edit, write, finish'),
    },
    { role: 'tool', callId: 'call_2_bash', text: expect.stringContaining('3') },
  ]);
});

test.for([
  ['a tool that does not exist', calls(call('rm_rf', { path: '/' }))],
  ['arguments that are not JSON', calls({ name: 'bash', arguments: '{"command": "ls' })],
  ['arguments of the wrong shape', calls(call('bash', { command: [1, 2] }))],
  ['a path that leads out', calls(call('write', { path: '../../etc/cron.d/x', content: 'x' }))],
  ['ten million characters', calls(call('bash', { command: 'x'.repeat(10_000_000) }))],
] as const)('%s is an observation the model can act on', async ([, answer]) => {
  await using box = await localBox();

  const { attempt, events } = await trySolving(box, [answer, ...confirmed, ...confirmed]);

  expect(attempt.stop).toBe('finished');
  expect(observations(events)[0]).toMatchObject({ isError: true });
});

test('three steps of nothing but malformed calls end the attempt', async () => {
  await using box = await localBox();
  const bad = [1, 2, 3].map((at) => calls({ name: 'bash', arguments: `{${at}` }));

  const { attempt } = await trySolving(box, bad);

  expect(attempt).toMatchObject({ stop: 'malformed-calls', finish: null, steps: 3 });
});

test('one good call between malformed ones is enough to go on', async () => {
  await using box = await localBox();
  const bad = calls({ name: 'bash', arguments: '{' });

  const { attempt } = await trySolving(box, [bad, bad, bashCall('true'), bad, bad, ...confirmed, ...confirmed]);

  expect(attempt.stop).toBe('finished');
});

test('calls of an answer that was cut off are not carried out', async () => {
  await using box = await localBox();
  const cut = { ...bashCall('touch made'), finish: 'length' } as const;

  const { events } = await trySolving(box, [cut, ...confirmed, ...confirmed]);

  expect(observations(events)[0]).toMatchObject({ isError: true, text: expect.stringContaining('cut off') });
  expect(await box.files.stat('made')).toBeNull();
});

test('calls beyond the thirty-second of an answer are answered but not carried out', async () => {
  await using box = await localBox();
  const many = calls(...Array.from({ length: 34 }, (_, at) => call('write', { path: `${at}.txt`, content: 'a' })));

  const { events, requests } = await trySolving(box, [many, ...confirmed, ...confirmed]);

  expect(observations(events).slice(31, 34)).toMatchObject([
    { isError: false },
    { isError: true, text: expect.stringContaining('at most 32') },
    { isError: true, text: expect.stringContaining('at most 32') },
  ]);
  expect(requests[1]?.messages.filter(({ role }) => role === 'tool')).toHaveLength(34);
  expect(await box.files.stat('32.txt')).toBeNull();
});

test('answers without a call are nudged three times, then the attempt ends', async () => {
  await using box = await localBox();

  const tried = await trySolving(
    box,
    [1, 2, 3, 4].map(() => saying('I think…')),
  );

  expect(tried.attempt).toMatchObject({ stop: 'no-tool-calls', steps: 4 });
  expect(toldToModel(tried)).toHaveLength(3);
});

test('a call after a nudge makes the count begin anew', async () => {
  await using box = await localBox();
  const silent = saying('Hm.');
  const script = [silent, silent, silent, bashCall('true'), silent, silent, silent, ...confirmed, ...confirmed];

  const { attempt } = await trySolving(box, script);

  expect(attempt.stop).toBe('finished');
});

test('the same call with the same result is pointed out twice, then the attempt ends', async () => {
  await using box = await localBox();

  const tried = await trySolving(box, Array(7).fill(bashCall('cat missing')));

  expect(tried.attempt).toMatchObject({ stop: 'stuck', steps: 7 });
  expect(toldToModel(tried)).toEqual([expect.stringContaining('3 times'), expect.stringContaining('5 times')]);
});

test('going back and forth between two calls is being stuck too', async () => {
  await using box = await localBox();
  const script = Array.from({ length: 14 }, (_, at) => bashCall(at % 2 === 0 ? 'cat a' : 'cat b'));

  expect((await trySolving(box, script)).attempt.stop).toBe('stuck');
});

test('running the same tests after each new edit is progress', async () => {
  await using box = await localBox();
  await box.files.write('a.txt', '0\n');
  const script = Array.from({ length: 10 }, (_, at) => [editCall('a.txt', `${at}`, `${at + 1}`), bashCall('exit 1')]);

  const { attempt } = await trySolving(box, [...script.flat(), finishCall(), finishCall()]);

  expect(attempt.stop).toBe('finished');
});

test.for([
  ['step-limit', { steps: 2 }],
  ['token-limit', { tokens: 220 }],
  ['cost-limit', { costUsd: 0.02 }],
] as const)('stops at its %s before it asks again', async ([stop, budget]) => {
  await using box = await localBox();

  const { attempt } = await trySolving(box, [bashCall('echo 1'), bashCall('echo 2')], { budget });

  expect(attempt).toMatchObject({ stop, steps: 2, finish: null });
});

test('money is no limit while the price is unknown', async () => {
  await using box = await localBox();
  const free = bashCall('true');
  const unpriced = { ...free, usage: { ...free.usage, costUsd: null } };

  const { attempt } = await trySolving(box, [unpriced, ...confirmed, ...confirmed], { budget: { costUsd: 0.000_1 } });

  expect(attempt).toMatchObject({ stop: 'finished', usage: { costUsd: null } });
});

test('the model is told once when a limit is near', async () => {
  await using box = await localBox();
  const script = Array.from({ length: 10 }, (_, at) => bashCall(`echo ${at}`));

  const tried = await trySolving(box, script, { budget: { steps: 10 } });

  expect(toldToModel(tried)).toEqual([expect.stringContaining('8 of 10 steps')]);
});

/** Waits for its signal, as a model does that takes its time. */
const waits: AskModel = async (_request, signal) => {
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  return expect.unreachable('nobody answers');
};

const deaf: AskModel = async () => await new Promise<never>(() => undefined);

test.for([
  ['a model that listens', waits],
  ['a model that does not', deaf],
] as const)('stops at its time limit in the middle of an answer of %s', async ([, answer]) => {
  await using box = await localBox();

  const { attempt } = await trySolving(box, [answer], { budget: { minutes: 0.001 } });

  expect(attempt).toMatchObject({ stop: 'time-limit', finish: null });
});

test('stops at its time limit in the middle of a command, which is recorded', async () => {
  await using box = await localBox();

  const { attempt, events } = await trySolving(box, [bashCall('sleep 600')], { budget: { minutes: 0.005 } });

  expect(attempt).toMatchObject({ stop: 'time-limit', steps: 1 });
  expect(observations(events)).toEqual([
    expect.objectContaining({ isError: true, text: expect.stringContaining('Interrupted') }),
  ]);
});

test('ends as cancelled when the caller aborts in the middle of a command', async () => {
  await using box = await localBox();
  const controller = new AbortController();
  const record = (event: AgentEvent) => {
    if (event.type === 'answer') setImmediate(() => controller.abort(new Error('a person said stop')));
  };

  const { attempt } = await trySolving(box, [bashCall('sleep 600')], { signal: controller.signal, deps: { record } });

  expect(attempt).toMatchObject({ stop: 'cancelled', steps: 1, finish: null });
});

test('ends as cancelled before it asks when the caller has aborted already', async () => {
  await using box = await localBox();

  const { attempt } = await trySolving(box, [waits], { signal: AbortSignal.abort() });

  expect(attempt).toMatchObject({ stop: 'cancelled', steps: 0 });
});

test('a fault given as the reason to abort is thrown', async () => {
  await using box = await localBox();
  const fault = new Fault('The Docker engine went away');

  await expect(trySolving(box, [waits], { signal: AbortSignal.abort(fault) })).rejects.toBe(fault);
});

test('a model that cannot be asked ends the attempt with its fault, after what was done is recorded', async () => {
  await using box = await localBox();
  const events: AgentEvent[] = [];
  const fault = new ModelFault('unavailable', 'The model could not be asked');
  const script = [bashCall('echo 1'), async () => await Promise.reject(fault)];

  await expect(trySolving(box, script, { deps: { record: (event) => events.push(event) } })).rejects.toBe(fault);
  expect(events.map(({ type }) => type)).toEqual(['message', 'message', 'answer', 'observation']);
});

test('a box that is gone ends the attempt with its fault', async () => {
  await using box = await localBox();
  const fault = new SandboxFault('The sandbox does not answer', { ran: 'unknown' });
  const gone: Workspace = { ...box, exec: async () => await Promise.reject(fault) };

  await expect(trySolving(gone, [bashCall('ls')])).rejects.toBe(fault);
});

test('a fault of a box that still answers is about the call, and the model is told', async () => {
  await using box = await localBox();

  const { attempt, events } = await trySolving(box, [
    calls(call('bash', { command: 'ls', cwd: 'no/such/folder' })),
    ...confirmed,
    ...confirmed,
  ]);

  expect(attempt.stop).toBe('finished');
  expect(observations(events)[0]).toMatchObject({ isError: true, text: expect.stringContaining('bash failed') });
});

test('a bug in a tool is thrown, not told to the model', async () => {
  await using box = await localBox();
  const broken = { ...bash, execute: async () => await Promise.reject(new TypeError('bug')) };

  await expect(trySolving(box, [bashCall('ls')], { deps: { tools: [broken] } })).rejects.toThrow('bug');
});
