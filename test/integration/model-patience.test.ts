import { expect, test } from 'vitest';
import { openAiModel } from '../../src/model/openai-model.ts';
import {
  delta,
  event,
  faultOf,
  good,
  named,
  never,
  patience,
  question,
  type Reply,
  refusal,
  someProfile,
  someSettings,
  startModelServer,
  status,
  stream,
} from '../support/model-server.ts';

test.for([
  ['seconds', { 'retry-after': '90' }, 90_000],
  ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
  ['nothing', {}, 0],
] as const)(
  'a pause asked for in %s is kept, with jitter on top, and told before it begins',
  async ([, headers, askedMs]) => {
    await using server = await startModelServer(status(429, {}, headers), good);
    const told = patience({ maxWaitMs: 600_000 });
    const slept: number[] = [];
    const sleep = async (ms: number) => {
      expect(told.waits.at(-1)?.waitMs).toBe(ms);
      slept.push(ms);
    };

    await openAiModel(someSettings({ baseUrl: server.baseUrl, sleep }))(question, told, never);

    expect(slept).toEqual([askedMs + 500]);
    expect(told.waits[0]?.why).toContain('is over its rate limit');
  },
);

test('a pause that an error inside a stream asks for in words is kept', async () => {
  const words = 'Rate limit reached. Please try again in 11.054s. Visit the docs to learn more.';
  await using server = await startModelServer(
    stream(event({ error: { message: words, code: 'rate_limit_exceeded' } })),
    good,
  );
  const told = patience();

  await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never);

  expect(told.waits.map(({ waitMs }) => waitMs)).toEqual([11_054 + 500]);
});

const busy: readonly (readonly [string, Reply])[] = [
  ['429', refusal(429, 'slow down', 'rate_limit_exceeded')],
  ['429 that speaks of tokens', refusal(429, 'too many tokens per minute')],
  ['503', status(503, '')],
  ['529', refusal(529, 'overloaded')],
  ['500 that speaks of overload', refusal(500, 'The model is currently overloaded with other requests.')],
  ['an overload inside a stream', stream(event({ error: { message: 'Overloaded', type: 'overloaded_error' } }))],
];

test.for(busy)('%s is waited out beyond the number of tries', async ([, trouble]) => {
  await using server = await startModelServer(...Array.from({ length: 9 }, () => trouble), good);
  const told = patience({ maxWaitMs: 3_600_000 });

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never);

  expect(answer.message.text).toBe('Hello');
  expect(told.waits).toHaveLength(9);
});

test.for(busy)('%s is not waited out for longer than there is patience', async ([, trouble]) => {
  await using server = await startModelServer(trouble);
  const told = patience({ maxWaitMs: 10_000 });

  const fault = await faultOf(
    openAiModel(someSettings({ baseUrl: server.baseUrl, random: () => 1 }))(question, told, never),
  );

  expect(told.waits.map(({ waitMs }) => waitMs)).toEqual([1_000, 2_000, 4_000, 3_000]);
  expect(fault.message).toContain('The time to wait for it is over.');
  expect(fault.nextAction).toMatch(/^Start the run again later/);
});

test('the backoff doubles up to its ceiling', async () => {
  await using server = await startModelServer(status(500, {}));
  const told = patience({ maxWaitMs: 600_000 });
  const settings = someSettings({ baseUrl: server.baseUrl, retries: { attempts: 9 }, random: () => 1 });

  await faultOf(openAiModel(settings)(question, told, never));

  expect(told.waits.map(({ waitMs }) => waitMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('dice that always fall low do not make it ask a busy provider without pause', async () => {
  await using server = await startModelServer(status(503, ''));
  const told = patience({ maxWaitMs: 1_000 });

  await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl, random: () => 0 }))(question, told, never));

  expect(told.waits).toHaveLength(10);
});

test('a pause longer than the package waits for is waited for', async () => {
  await using server = await startModelServer(status(429, {}, { 'retry-after': '7200' }), good);
  const told = patience({ maxWaitMs: 3 * 3_600_000 });

  const answer = await openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never);

  expect(answer.message.text).toBe('Hello');
  expect(told.waits[0]?.waitMs).toBe(7_200_500);
});

test.for([429, 500] as const)('a pause longer than what is left ends it at once, also after %d', async (code) => {
  await using server = await startModelServer(status(code, {}, { 'retry-after': '3600' }));
  const told = patience();

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never));

  expect(fault.message).toContain('pause of 3600 s');
  expect(fault.message).toContain('Only 60 s were left to wait.');
  expect(told.waits).toEqual([]);
  expect(server.texts).toHaveLength(1);
});

test.for([
  ['402', refusal(402, 'pay first')],
  ['429 without credit', refusal(429, 'You exceeded your current quota', 'insufficient_quota')],
] as const)('%s is not waited for', async ([, trouble]) => {
  await using server = await startModelServer(trouble);
  const told = patience();

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never));

  expect(fault).toMatchObject({ kind: 'rate-limited', nextAction: expect.stringContaining('Add credit') });
  expect(told.waits).toEqual([]);
});

test('aborting ends a pause at once', async () => {
  const controller = new AbortController();
  await using server = await startModelServer(status(429, {}, { 'retry-after': '50' }));
  const { sleep: _none, ...settings } = someSettings({ baseUrl: server.baseUrl });
  const told = patience({ onWait: () => controller.abort(new Error('cancelled')) });

  await expect(openAiModel(settings)(question, told, controller.signal)).rejects.toThrow();

  expect(server.texts).toHaveLength(1);
});

test('a pause of more milliseconds than a timer holds is not begun, for it would be over at once', async () => {
  await using server = await startModelServer(status(429, {}, { 'retry-after': '3000000' }));
  const told = patience({ maxWaitMs: Number.POSITIVE_INFINITY });

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never));

  expect(fault.kind).toBe('rate-limited');
  expect(told.waits).toEqual([]);
});

test('another try that may not be paid for is not made', async () => {
  await using server = await startModelServer(
    stream(delta({ content: 'Hel' }), event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } })),
  );
  const asked: unknown[] = [];
  const told = patience({ maySpendAgain: (...spent) => asked.push(spent) < 2 });

  const fault = await faultOf(openAiModel(someSettings({ baseUrl: server.baseUrl }))(question, told, never));

  expect(fault).toMatchObject({ kind: 'over-budget', usage: { inputTokens: 14, outputTokens: 6 } });
  expect(server.texts).toHaveLength(2);
});

test('a busy provider of the other API is waited out as well', async () => {
  const overloaded = named('response.failed', {
    response: { status: 'failed', error: { code: 'server_is_overloaded', message: 'busy' } },
  });
  await using server = await startModelServer(stream(overloaded));
  const told = patience({ maxWaitMs: 2_000 });
  const settings = someSettings({
    baseUrl: server.baseUrl,
    profile: someProfile({ wire: 'responses' }),
    random: () => 1,
  });

  const fault = await faultOf(openAiModel(settings)(question, told, never));

  expect(told.waits.map(({ waitMs }) => waitMs)).toEqual([1_000, 1_000]);
  expect(fault.kind).toBe('unavailable');
});
