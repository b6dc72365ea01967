import { expect, test } from 'vitest';
import { type AskModel, ModelFault } from '../../../src/model/ask-model.ts';
import { bill } from '../../../src/model/bill.ts';
import { capSpending } from '../../../src/model/cap-spending.ts';
import { bashCall, call, calls, finishCall, type Scripted, saying } from '../../support/scripted-model.ts';
import {
  nothingToDo,
  observations,
  repositoryBox,
  type Tried,
  toldToModel,
  trySolving,
} from '../../support/try-solving.ts';

const lastTurn = expect.stringContaining('This is your last turn');

function steps(count: number): readonly Scripted[] {
  return Array.from({ length: count }, (_, at) => bashCall(`echo ${at}`));
}

/** The words of the last turn are not among them. */
function warnings(tried: Tried): readonly string[] {
  return toldToModel(tried).filter((text) => !text.includes('last turn'));
}

// A scripted step is 110 tokens and a cent.
test.for([
  ['step-limit', { steps: 4 }, 4],
  ['token-limit', { tokens: 460 }, 4],
  ['token-limit', { tokens: 440 }, 4],
  ['token-limit', { tokens: 439 }, 3],
  ['cost-limit', { costUsd: 0.045 }, 4],
] as const)('at its %s the model has a last turn, and stays within %o', async ([stop, budget, count]) => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, [...steps(count - 1), finishCall('blocked', 'Half done.')], { budget });

  expect(tried.attempt).toMatchObject({
    stop,
    steps: count,
    finish: { outcome: 'blocked', summary: 'Half done.' },
  });
  expect(toldToModel(tried).at(-1)).toEqual(lastTurn);
});

test('in the last turn nothing but a finish is carried out', async () => {
  await using box = await repositoryBox();
  const row = calls(
    call('bash', { command: 'touch made' }),
    call('finish', { outcome: 'blocked', summary: 'So far.' }),
  );

  const tried = await trySolving(box, [bashCall('true'), row], { budget: { steps: 2 } });

  expect(tried.attempt).toMatchObject({ stop: 'step-limit', finish: { summary: 'So far.' } });
  expect(observations(tried).slice(1)).toMatchObject([
    { isError: true, text: expect.stringContaining('there are no more steps') },
    { isError: false, text: 'Finished.' },
  ]);
  expect(await box.files.stat('made')).toBeNull();
});

test('in the last turn a finish is accepted at once, and what speaks against the change is kept', async () => {
  await using box = await repositoryBox();
  const write = bashCall('echo new > a.txt');
  const objectTo = () => ['a.txt may not be changed.'];

  const tried = await trySolving(box, [write, finishCall()], { budget: { steps: 2 }, deps: { objectTo } });

  expect(tried.attempt).toMatchObject({ stop: 'step-limit', finish: { outcome: 'fixed' } });
  expect(tried.attempt.unresolved).toContain('a.txt may not be changed.');
});

const unavailable: AskModel = async () => await Promise.reject(new ModelFault('unavailable', 'Nobody answers'));
const overBudget: AskModel = async () => await Promise.reject(new ModelFault('over-budget', 'The cap would not hold'));

test.for([
  ['says something else', bashCall('echo more')],
  ['only talks', saying('Almost there.')],
  ['is cut off', { ...finishCall(), finish: 'length' } as const],
  ['sends nonsense', calls({ name: 'finish', arguments: '{"outcome":' })],
  ['cannot be asked', unavailable],
  ['may not be paid for', overBudget],
] as const)('a last turn that %s ends the attempt all the same', async ([, answer]) => {
  await using box = await repositoryBox();

  const { attempt } = await trySolving(box, [bashCall('true'), answer], { budget: { steps: 2 } });

  expect(attempt).toMatchObject({ stop: 'step-limit', finish: null });
});

test('where the budget has no room for a last turn there is none', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, steps(1), { budget: { tokens: 200 } });

  expect(tried.attempt).toMatchObject({ stop: 'token-limit', steps: 1, finish: null });
  expect(toldToModel(tried)).not.toContainEqual(lastTurn);
});

test('money is no limit while the price is unknown', async () => {
  await using box = await repositoryBox();
  const free = bashCall('true');
  const unpriced = { ...free, usage: { ...free.usage, costUsd: null } };

  const { attempt } = await trySolving(box, [unpriced, nothingToDo], { budget: { costUsd: 0.000_1 } });

  expect(attempt).toMatchObject({ stop: 'finished', usage: { costUsd: null } });
});

test('the model is told once when a limit is near, and once when it is very near', async () => {
  await using box = await repositoryBox();

  const tried = await trySolving(box, steps(40), { budget: { steps: 40 } });

  expect(warnings(tried)).toEqual([
    expect.stringContaining('nearly used up: 32 of 40 steps'),
    expect.stringContaining('all but used up: 38 of 40 steps'),
  ]);
});

test.for([
  ['tokens', { tokens: 100 }, 'token-limit'],
  ['money', { costUsd: 0.000_1 }, 'cost-limit'],
] as const)('a cap on %s that refuses the first request ends the attempt as what it is', async ([, budget, stop]) => {
  await using box = await repositoryBox();
  const model = {
    contextWindow: 128_000,
    maxOutputTokens: null,
    editStyle: 'edit',
    price: { input: 1, cachedInput: 0.1, output: 10 },
  } as const;

  const { attempt } = await trySolving(box, [overBudget, overBudget], { budget, deps: { model } });

  expect(attempt).toMatchObject({ stop, steps: 0, finish: null });
});

test('under a cap that reckons without the cache there is still money for the last turn', async () => {
  await using box = await repositoryBox();
  const price = { input: 10, cachedInput: 1, output: 10 };
  const model = { contextWindow: 128_000, maxOutputTokens: 4_000, editStyle: 'edit', price } as const;
  const usage = bill({ inputTokens: 10_000, cachedInputTokens: 9_900, outputTokens: 10 }, price);
  let at = 0;
  const answer: AskModel = async ({ messages }) => {
    at += 1;
    const isLast = JSON.stringify(messages.at(-1)).includes('last turn');
    return { ...(isLast ? finishCall('blocked', 'So far.') : bashCall(`echo ${at}`)), usage };
  };
  const capped = capSpending(answer, { tokens: 10_000_000, costUsd: 0.3 }, model);

  const { attempt } = await trySolving(box, [], { budget: { costUsd: 0.3 }, deps: { askModel: capped, model } });

  expect(attempt).toMatchObject({ stop: 'cost-limit', finish: { summary: 'So far.' } });
  expect(attempt.usage.costUsd).toBeLessThan(0.3);
});

test('what a failed try was billed is on the bill', async () => {
  await using box = await repositoryBox();
  const usage = { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 0, costUsd: 1 };
  const billed: AskModel = async () =>
    await Promise.reject(new ModelFault('over-budget', 'The cap would not hold', { usage }));

  const { attempt } = await trySolving(box, [bashCall('true'), billed, billed]);

  expect(attempt.usage).toMatchObject({ inputTokens: 2_100, costUsd: 2.01 });
});
