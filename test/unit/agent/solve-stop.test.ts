import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/agent/attempt.ts';
import { Fault } from '../../../src/errors.ts';
import type { AskModel } from '../../../src/model/ask-model.ts';
import { bashCall, call, calls, finishCall, viewCall, writeCall } from '../../support/scripted-model.ts';
import { nothingToDo, observations, repositoryBox, type TryOptions, trySolving } from '../../support/try-solving.ts';

/** Waits for its signal, as a model does that takes its time. */
const waits: AskModel = async (_request, _patience, signal) => {
  await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  return expect.unreachable('nobody answers');
};

const deaf: AskModel = async () => await new Promise<never>(() => undefined);

/** Stops the attempt once `isTime`. */
function stopWhen(isTime: (event: AgentEvent) => boolean): Required<Pick<TryOptions, 'signal' | 'deps'>> & {
  readonly events: readonly AgentEvent[];
} {
  const controller = new AbortController();
  const events: AgentEvent[] = [];
  const record = (event: AgentEvent) => {
    events.push(event);
    if (isTime(event)) setImmediate(() => controller.abort(new Error('a person said stop')));
  };
  return { signal: controller.signal, deps: { record }, events };
}

test.for([
  ['a model that listens', waits],
  ['a model that does not', deaf],
] as const)('stops at its time limit in the middle of an answer of %s', async ([, answer]) => {
  await using box = await repositoryBox();

  const { attempt } = await trySolving(box, [answer, answer], { budget: { minutes: 0.01 } });

  expect(attempt).toMatchObject({ stop: 'time-limit', finish: null });
});

test('stops at its time limit in the middle of a command, which is recorded, and still hears the last words', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [bashCall('sleep 600'), finishCall('blocked', 'No time.')], {
    budget: { minutes: 0.1 },
  });

  expect(tried.attempt).toMatchObject({ stop: 'time-limit', steps: 2, finish: { summary: 'No time.' } });
  expect(observations(tried)[0]).toMatchObject({ isError: true, text: expect.stringContaining('Interrupted') });
  expect(tried.requests[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'user']);
});

test('ends as cancelled in the middle of a command, and every call has its observation', async () => {
  await using box = await repositoryBox();
  const stopping = stopWhen(({ type }) => type === 'answer');
  const row = calls(
    call('bash', { command: 'sleep 600' }),
    call('bash', { command: 'touch made' }),
    call('view', { path: '.' }),
  );

  const { attempt } = await trySolving(box, [row], stopping);

  expect(attempt).toMatchObject({ stop: 'cancelled', steps: 1, finish: null });
  expect(observations(stopping)).toMatchObject([
    { callId: 'call_0_bash', isError: true, text: expect.stringContaining('Interrupted') },
    { callId: 'call_1_bash', isError: true, text: expect.stringContaining('before this call began') },
    { callId: 'call_2_view', isError: true, text: expect.stringContaining('before this call began') },
  ]);
  expect(await box.files.stat('made')).toBeNull();
});

test('what the model asks for in an answer that comes with the stop is not begun', async () => {
  await using box = await repositoryBox();
  const controller = new AbortController();
  const events: AgentEvent[] = [];
  const record = (event: AgentEvent) => {
    events.push(event);
    if (event.type === 'answer') controller.abort();
  };

  await trySolving(box, [writeCall('made', 'x')], { signal: controller.signal, deps: { record } });

  expect(observations({ events })).toMatchObject([{ text: expect.stringContaining('before this call began') }]);
  expect(await box.files.stat('made')).toBeNull();
});

test('ends as cancelled in the middle of a command that does not listen, and leaves nothing running', async () => {
  await using box = await repositoryBox();
  const stopping = stopWhen(({ type }) => type === 'answer');
  const command = "trap '' INT TERM HUP; echo $$ > pid; while :; do sleep 0.2; done";

  const { attempt } = await trySolving(box, [bashCall(command)], stopping);

  expect(attempt.stop).toBe('cancelled');
  const alive = await box.exec('test -s pid && kill -0 "$(cat pid)"', { timeoutMs: 10_000 });
  expect(alive.ok).toBe(false);
});

test('commands in the background end with the attempt', async () => {
  await using box = await repositoryBox();
  const background = calls(call('bash', { command: 'echo $$ > .git/pid; exec sleep 600', background: true }));
  const look = bashCall('kill -0 "$(cat .git/pid)" && echo it runs');

  const tried = await trySolving(box, [background, look, nothingToDo]);

  expect(observations(tried)[1]?.text).toContain('it runs');
  const alive = await box.exec('kill -0 "$(cat .git/pid)"', { timeoutMs: 10_000 });
  expect(alive.ok).toBe(false);
});

test('ends as cancelled in the middle of an answer', async () => {
  await using box = await repositoryBox();
  const stopping = stopWhen(({ type }) => type === 'observation');

  const { attempt } = await trySolving(box, [viewCall('.'), deaf], stopping);

  expect(attempt).toMatchObject({ stop: 'cancelled', steps: 1 });
});

test('ends as cancelled before it asks when the caller has aborted already', async () => {
  await using box = await repositoryBox();

  const { attempt } = await trySolving(box, [waits], { signal: AbortSignal.abort() });

  expect(attempt).toMatchObject({ stop: 'cancelled', steps: 0 });
});

test('a stop in the last turn is a stop', async () => {
  await using box = await repositoryBox();
  const stopping = stopWhen((event) => event.type === 'message' && event.text.includes('last turn'));

  const { attempt } = await trySolving(box, [bashCall('true'), deaf], { ...stopping, budget: { steps: 2 } });

  expect(attempt.stop).toBe('cancelled');
});

test('a fault given as the reason to abort is thrown', async () => {
  await using box = await repositoryBox();
  const fault = new Fault('The Docker engine went away');

  await expect(trySolving(box, [waits], { signal: AbortSignal.abort(fault) })).rejects.toBe(fault);
});
