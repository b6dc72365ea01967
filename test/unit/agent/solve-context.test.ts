import { expect, test } from 'vitest';
import { type AskModel, type Message, type ModelAnswer, ModelFault } from '../../../src/model/ask-model.ts';
import { localBox } from '../../support/local-box.ts';
import { bashCall, type Scripted, saying } from '../../support/scripted-model.ts';
import { nothingToDo, prompt, trySolving } from '../../support/try-solving.ts';

const overflow: AskModel = async () => await Promise.reject(new ModelFault('context-overflow', 'Too long'));

function tokensIn(messages: readonly Message[]): number {
  return Math.ceil(JSON.stringify(messages).length / 4);
}

/** Counts tokens as a provider does, and says that a request is too long for its `window`. */
function counting(answer: () => ModelAnswer, window = Number.POSITIVE_INFINITY): AskModel {
  return async ({ messages, tools }) => {
    const inputTokens = tokensIn(messages) + Math.ceil(JSON.stringify(tools).length / 4);
    if (inputTokens > window) throw new ModelFault('context-overflow', 'Too long');
    const given = answer();
    return { ...given, usage: { ...given.usage, inputTokens } };
  };
}

/** Steps that print some thousand characters each, then the end. */
function noisySteps(count: number, characters: number): () => ModelAnswer {
  let at = 0;
  return () => {
    at += 1;
    const first = at * 100_000;
    return at > count ? nothingToDo : bashCall(`seq ${first} ${first + Math.floor(characters / 7)}`);
  };
}

function inTurn(model: AskModel, times: number): readonly Scripted[] {
  return Array<Scripted>(times).fill(model);
}

const windowOf = (contextWindow: number) => ({
  model: { contextWindow, maxOutputTokens: 1_000, editStyle: 'edit' } as const,
});

test('a request that the provider calls too long is shortened and asked again', async () => {
  await using box = await localBox();
  const model = counting(noisySteps(20, 3_000));

  const { attempt, events, requests } = await trySolving(box, [...inTurn(model, 20), overflow, ...inTurn(model, 2)]);

  expect(attempt).toMatchObject({ stop: 'finished', shrinks: 1 });
  expect(events.filter(({ type }) => type === 'shrunk')).toMatchObject([{ how: 'masked' }]);
  expect(requests.at(-1)?.messages.slice(0, 2)).toEqual(prompt);
  expect(tokensIn(requests.at(-1)?.messages ?? [])).toBeLessThan(tokensIn(requests[20]?.messages ?? []));
});

test('a conversation that fills its window is shortened before the provider complains', async () => {
  await using box = await localBox();
  const model = counting(noisySteps(40, 3_000), 24_000);

  const { attempt, events } = await trySolving(box, inTurn(model, 60), { deps: windowOf(24_000) });

  expect(attempt.stop).toBe('finished');
  expect(attempt.shrinks).toBeGreaterThan(0);
  expect(events.filter(({ type }) => type === 'shrunk')).toHaveLength(attempt.shrinks);
});

test('a window that is smaller than anybody knew is found out', async () => {
  await using box = await localBox();
  const model = counting(noisySteps(25, 3_000), 16_000);

  const { attempt } = await trySolving(box, inTurn(model, 90), { deps: windowOf(128_000) });

  expect(attempt.stop).toBe('finished');
  expect(attempt.shrinks).toBeGreaterThan(0);
});

test('what a summary costs is on the bill and in the record', async () => {
  await using box = await localBox();
  const model = counting(noisySteps(60, 1_500), 12_000);

  const { attempt, events } = await trySolving(box, inTurn(model, 90), { deps: windowOf(12_000) });

  const billedFor = (type: string) =>
    events.reduce(
      (sum, event) => sum + (event.type === type && 'usage' in event ? (event.usage?.inputTokens ?? 0) : 0),
      0,
    );
  expect(billedFor('shrunk')).toBeGreaterThan(0);
  expect(attempt.usage.inputTokens).toBe(billedFor('answer') + billedFor('shrunk'));
});

test('every request is whole, however often the conversation was shortened', async () => {
  await using box = await localBox();
  const broken: string[] = [];
  const answer = counting(noisySteps(60, 1_500), 12_000);
  const model: AskModel = async (request, patience, signal) => {
    const { messages } = request;
    const asked = messages.flatMap((one) => (one.role === 'assistant' ? one.toolCalls.map(({ id }) => id) : []));
    const answered = messages.flatMap((one) => (one.role === 'tool' ? [one.callId] : []));
    if (asked.join() !== answered.join()) broken.push(`${asked} is answered by ${answered}`);
    return await answer(request, patience, signal);
  };

  const { attempt } = await trySolving(box, inTurn(model, 90), { deps: windowOf(12_000) });

  expect(broken).toEqual([]);
  expect(attempt.shrinks).toBeGreaterThan(1);
});

test('a conversation that cannot be made to fit ends the attempt, as context-limit', async () => {
  await using box = await localBox();

  const { attempt } = await trySolving(box, [bashCall('true'), ...inTurn(overflow, 60)]);

  expect(attempt).toMatchObject({ stop: 'context-limit', steps: 1, finish: null });
});

test('a prompt that does not fit by itself is not asked about for ever', async () => {
  await using box = await localBox();

  const { attempt, requests } = await trySolving(box, inTurn(overflow, 60));

  expect(attempt).toMatchObject({ stop: 'context-limit', steps: 0 });
  expect(requests.length).toBeLessThan(15);
});

test('an attempt whose conversation is full has a last turn, if there is room for one', async () => {
  await using box = await localBox();
  const said = counting(() => saying('I am thinking about it. '.repeat(200)));
  const steps = counting(noisySteps(90, 1_200), 11_000);

  const { attempt, events } = await trySolving(box, [...inTurn(steps, 90), said], { deps: windowOf(11_000) });

  expect(attempt.stop).toBe('context-limit');
  expect(events.some((event) => event.type === 'message' && event.text.includes('This is your last turn'))).toBe(true);
});
